import {
  coerceInputValue, getVariableValues, isInputType, isNonNullType, typeFromAST,
  type GraphQLSchema, type NamedTypeNode, type VariableDefinitionNode,
} from 'graphql';
import { GatewayError } from '../../domain/errors.ts';

/** A request's variables, or the errors that name the wrong ones by path and never by value. */
export type Coercion = { values: Record<string, unknown> } | { errors: GatewayError[] };

const MAX_ERRORS = 10;

const invalid = (path: string): GatewayError =>
  new GatewayError('BAD_USER_INPUT', `Variable "$${path}" has an invalid value.`, { argument: path });

/** Coerces as graphql-js does (specification 6.1.2, @oneOf included). */
export function coerceVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  given: Readonly<Record<string, unknown>>,
): Coercion {
  const result = getVariableValues(schema, definitions, given, { maxErrors: 1, hideSuggestions: true });
  if (result.coerced) return { values: result.coerced };
  return { errors: explain(schema, definitions, given) };
}

/** graphql-js' own messages repeat the value, so the wrong places are looked for again, for their paths. */
function explain(schema: GraphQLSchema, definitions: readonly VariableDefinitionNode[], given: Readonly<Record<string, unknown>>): GatewayError[] {
  const paths = new Set<string>();
  for (const definition of definitions) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type as NamedTypeNode);
    if (!type || !isInputType(type)) paths.add(name);
    else if (!Object.hasOwn(given, name)) {
      if (isNonNullType(type) && !definition.defaultValue) paths.add(name);
    } else {
      coerceInputValue(given[name], type, (path) => paths.add([name, ...path.filter((part) => typeof part === 'string')].join('.')));
    }
    if (paths.size >= MAX_ERRORS) break;
  }
  return [...paths].slice(0, MAX_ERRORS).map(invalid);
}
