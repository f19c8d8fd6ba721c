import { Kind, executeSync, type DocumentNode, type FragmentDefinitionNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import type { Selection } from './selectionTree.ts';

/**
 * Answers `__schema` and `__type` from the public schema: the one that plans run on has hidden fields. Whoever calls has
 * made sure that the caller may introspect.
 */
export function introspect(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Iterable<FragmentDefinitionNode>,
  selections: readonly Selection[],
  variables: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: selections.flatMap((selection) => selection.nodes) } },
      ...fragments,
    ],
  };
  const result = executeSync({ schema, document, variableValues: variables });
  return (result.data as Record<string, unknown> | null | undefined) ?? {};
}
