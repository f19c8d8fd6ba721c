/**
 * Interfaces own no rule: what stands behind one is decided for each concrete type (reference/security.md M2, A23). So a
 * directive on an interface's field guards nothing, however it reads, and least where the implementing field is stricter.
 */
import { isInterfaceType, validateSchema, type ConstDirectiveNode, type GraphQLField, type GraphQLInterfaceType, type GraphQLSchema } from 'graphql';

const RULES: ReadonlySet<string> = new Set(['classified', 'cost', 'listSize', 'reads', 'looksUp']);

const written = ({ name, arguments: args = [] }: ConstDirectiveNode): string => {
  const values = args.map((argument) => ('value' in argument.value ? `${argument.name.value}: ${String(argument.value.value)}` : argument.name.value));
  return `@${name.value}${values.length > 0 ? `(${values.join(', ')})` : ''}`;
};
const rulesOf = (field: GraphQLField<unknown, unknown> | undefined): string[] =>
  [field?.astNode, ...(field?.args.map(({ astNode }) => astNode) ?? [])].flatMap((node) => (node?.directives ?? []).filter(({ name }) => RULES.has(name.value)).map(written));

function faultsOf(schema: GraphQLSchema, type: GraphQLInterfaceType): string[] {
  return Object.values(type.getFields()).flatMap((field) => {
    const own = rulesOf(field);
    if (own.length === 0) return [];
    const stricter = schema.getPossibleTypes(type).map((one) => `${one.name}.${field.name} ${rulesOf(one.getFields()[field.name]).join(' ') || 'has none'}`);
    return [
      `${type.name}.${field.name} carries ${own.join(' ')}, weaker than what its implementers say (${stricter.join('; ') || 'there are none'}): interfaces own no rule. Remove it there and write it on each implementing field.`,
    ];
  });
}

/** What is wrong with the interfaces of a schema: rules on them, and implementers that do not keep to them. */
export function interfaceFaults(schema: GraphQLSchema): string[] {
  const rules = Object.values(schema.getTypeMap()).filter(isInterfaceType).flatMap((type) => faultsOf(schema, type));
  return [...rules, ...validateSchema(schema).map(({ message }) => `${message} Make the fields of object type and interface agree.`)];
}
