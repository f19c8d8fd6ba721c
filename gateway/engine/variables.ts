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

/** Ends the search for wrong places: a list may hold thousands, and each costs an error with a stack. */
class EnoughFound extends Error {}

/** graphql-js' own messages repeat the value, so the wrong places are looked for again, for their paths. */
function explain(schema: GraphQLSchema, definitions: readonly VariableDefinitionNode[], given: Readonly<Record<string, unknown>>): GatewayError[] {
  const paths = new Set<string>();
  let reports = 0;
  const report = (path: string): void => {
    reports += 1;
    paths.add(path);
    if (reports >= MAX_ERRORS) throw new EnoughFound();
  };
  try {
    for (const definition of definitions) {
      const name = definition.variable.name.value;
      const type = typeFromAST(schema, definition.type as NamedTypeNode);
      if (!type || !isInputType(type)) report(name);
      else if (!Object.hasOwn(given, name)) {
        if (isNonNullType(type) && !definition.defaultValue) report(name);
      } else {
        coerceInputValue(given[name], type, (path) => report([name, ...path.filter((part) => typeof part === 'string')].join('.')), true);
      }
    }
  } catch (error) {
    if (!(error instanceof EnoughFound)) throw error;
  }
  return [...paths].map(invalid);
}
