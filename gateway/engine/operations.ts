import type { FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { FieldCost } from '../../directives/cost.ts';
import type { InputNeeds } from '../../directives/reads.ts';
import { prepareCost, type CostOf } from './cost.ts';
import type { PreparedDocument } from './documents.ts';
import { isCompilableKey } from './executable.ts';
import { prepareGuards, type Guard } from './guards.ts';
import { buildSelectionTree, conditionVariables, type SelectionTree } from './selectionTree.ts';

/** One operation of a document with its @skip and @include decided: everything that no caller changes. */
export interface PreparedOperation {
  /** Unique in this process: part of a plan's key. */
  id: string;
  operation: OperationDefinitionNode;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  tree: SelectionTree;
  cost: CostOf;
  guards: readonly Guard[];
  compilable: boolean;
}

export interface PreparedOperations {
  /** The operation under these coerced variables. Throws QUERY_TOO_COMPLEX or BAD_USER_INPUT. */
  get(document: PreparedDocument, operation: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>): PreparedOperation;
}

const DEFAULT_CACHE_BYTES = 48 * 1024 * 1024;
/** Of a tree, its cost, its guards and the document under it: 460 to 1,000 measured, and the document. */
const BYTES_PER_SELECTION = 1_200;
const BYTES_PER_ENTRY = 1_000;
/** A tree beyond this size is as dear to compile as hundreds of its runs. */
const MAX_COMPILED_SELECTIONS = 1_500;

/** @param schema the public schema */
export function createPreparedOperations(schema: GraphQLSchema, costs: ReadonlyMap<string, FieldCost>, inputNeeds: InputNeeds, cacheBytes = DEFAULT_CACHE_BYTES): PreparedOperations {
  const identities = new WeakMap<OperationDefinitionNode, { id: number; conditions: readonly string[] }>();
  let nextId = 0;
  const cache = new LRUCache<string, PreparedOperation>({
    maxSize: cacheBytes,
    sizeCalculation: (prepared) => BYTES_PER_ENTRY + prepared.tree.all.length * BYTES_PER_SELECTION,
  });
  return {
    get(document, operation, variables) {
      let identity = identities.get(operation);
      if (!identity) {
        nextId += 1;
        identity = { id: nextId, conditions: conditionVariables(operation, document.fragments.values()) };
        identities.set(operation, identity);
      }
      let id = `${identity.id}:`;
      for (const name of identity.conditions) id += variables[name] === true ? '1' : variables[name] === false ? '0' : '-';
      const known = cache.get(id);
      if (known) return known;
      const tree = buildSelectionTree(schema, operation, document.fragments, variables);
      const prepared: PreparedOperation = {
        id,
        operation,
        fragments: document.fragments,
        tree,
        cost: prepareCost(tree, costs),
        guards: prepareGuards(tree, inputNeeds),
        compilable:
          operation.operation === 'query' &&
          tree.all.length <= MAX_COMPILED_SELECTIONS &&
          tree.all.every((selection) => isCompilableKey(selection.key)),
      };
      cache.set(id, prepared);
      return prepared;
    },
  };
}
