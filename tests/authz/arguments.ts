/** What a field is asked with: the arguments that it needs, made from their types. */
import { getNamedType, getNullableType, isEnumType, isInputObjectType, isListType, isRequiredArgument, isRequiredInputField, type GraphQLField, type GraphQLInputType } from 'graphql';

/** Where the types alone do not give arguments that reach the field's resolver. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  'Query.node': '(id: "Customer:1")',
  'Query.customerBy': '(key: {email: "a@example.com"})',
  'Query.customerContext': '(key: {email: "a@example.com"})',
  'Query.callerContext': '(phone: "+34600000001")',
  'Query.access': '(document: "{ me { role } }")',
};

const SCALARS: Readonly<Record<string, string>> = {
  Int: '1', Float: '1', Boolean: 'true', DateTime: '"2026-01-02T03:04:05.000Z"', Date: '"2026-01-02"', EmailAddress: '"a@example.com"', PhoneNumber: '"+34600000001"',
};

function literalOf(type: GraphQLInputType): string {
  if (isListType(getNullableType(type))) return `[${literalOf(getNamedType(type))}]`;
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues()[0]?.name ?? 'null';
  if (!isInputObjectType(named)) return SCALARS[named.name] ?? '"1"';
  const fields = Object.values(named.getFields());
  const given = named.isOneOf ? fields.slice(0, 1) : fields.filter(isRequiredInputField);
  return `{${given.map((field) => `${field.name}: ${literalOf(field.type)}`).join(', ')}}`;
}

/** The required arguments of a field as text, in parentheses; empty if it needs none. */
export function argumentsText(coordinate: string, field: GraphQLField<unknown, unknown>): string {
  const own = ARGUMENTS[coordinate];
  if (own !== undefined) return own;
  const required = field.args.filter(isRequiredArgument);
  return required.length === 0 ? '' : `(${required.map((argument) => `${argument.name}: ${literalOf(argument.type)}`).join(', ')})`;
}
