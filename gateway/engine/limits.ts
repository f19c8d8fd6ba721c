import { Kind, type ArgumentNode, type DirectiveNode, type DocumentNode, type FieldNode, type FragmentDefinitionNode, type OperationDefinitionNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import { GatewayError } from '../../domain/errors.ts';
import { checkLiteral, type InputLimits } from './inputs.ts';

/** What one document may demand. Counted on the flattened document: every fragment as often as it is spread. */
export interface EngineLimits extends InputLimits {
  /** Characters of the document. */
  maxDocumentLength: number;
  maxTokens: number;
  /** Fields below one another; introspection has its own rule (graphql-js MaxIntrospectionDepthRule). */
  maxDepth: number;
  maxAliases: number;
  maxDirectives: number;
  maxRootFields: number;
  maxSelections: number;
  /** Highest cost of an operation with its variables known (directives/cost.ts). */
  maxCost: number;
}

export const DEFAULT_LIMITS: EngineLimits = {
  maxDocumentLength: 100_000,
  maxTokens: 4_000,
  maxDepth: 12,
  maxAliases: 100,
  maxDirectives: 50,
  maxRootFields: 20,
  maxSelections: 2_000,
  maxCost: 10_000,
  maxInputItems: 200,
  maxInputDepth: 8,
  maxInputStringLength: 20_000,
};

/**
 * Pairs of equal response names that validation would have to compare with one another: graphql-js does this in square
 * time (reference/security.md M13).
 */
const MAX_OVERLAP_PAIRS = 2_000;
/** Fragments that meet in one selection set are compared with one another too, whatever is in them: pairs again. */
const MAX_MET_FRAGMENTS = 100;
/** Validation visits each definition and variable by thirty rules: 600 empty operations took 50 ms of it. */
const MAX_DEFINITIONS = 200;
const MAX_VARIABLES = 200;

interface Tally {
  depth: number;
  aliases: number;
  directives: number;
  selections: number;
}

const tooComplex = (message: string): GatewayError => new GatewayError('QUERY_TOO_COMPLEX', message);

function check(name: string, found: number, allowed: number): void {
  if (found > allowed) throw tooComplex(`The query has more than ${allowed} ${name}.`);
}

/**
 * Refuses a document that would be dear to validate, plan or run, before any of that is begun: linear in the document,
 * whatever its fragments multiply to. Throws QUERY_TOO_COMPLEX.
 */
export function checkDocument(document: DocumentNode, limits: EngineLimits): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    else if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
  }
  check('operations and fragments', document.definitions.length, MAX_DEFINITIONS);
  check('variables', operations.reduce((count, { variableDefinitions = [] }) => count + variableDefinitions.length, 0), MAX_VARIABLES);

  const tallies = new Map<string, Tally>();
  const empty: Tally = { depth: 0, aliases: 0, directives: 0, selections: 0 };
  const open = new Set<string>();
  let cyclic = false;
  const tallyFragment = (name: string): Tally => {
    const known = tallies.get(name);
    if (known) return known;
    if (open.has(name)) {
      cyclic = true;
      return empty;
    }
    open.add(name);
    const fragment = fragments.get(name);
    const tally = fragment ? tallySelections(fragment.selectionSet, fragment.typeCondition.name.value.startsWith('__')) : empty;
    open.delete(name);
    tallies.set(name, tally);
    return tally;
  };
  const checkArguments = (nodes: readonly ArgumentNode[] | undefined): void => nodes?.forEach(({ value }) => checkLiteral(value, limits));
  const countDirectives = (nodes: readonly DirectiveNode[] | undefined): number => {
    nodes?.forEach((directive) => checkArguments(directive.arguments));
    return nodes?.length ?? 0;
  };
  const tallyOne = (selection: SelectionNode, inIntrospection: boolean): Tally => {
    const directives = countDirectives(selection.directives);
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const inner = tallyFragment(selection.name.value);
      return { ...inner, depth: inIntrospection ? 0 : inner.depth, directives: inner.directives + directives, selections: inner.selections + 1 };
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const inner = tallySelections(selection.selectionSet, inIntrospection);
      return { ...inner, directives: inner.directives + directives, selections: inner.selections + 1 };
    }
    checkArguments(selection.arguments);
    const introspection = inIntrospection || selection.name.value.startsWith('__');
    const inner = selection.selectionSet ? tallySelections(selection.selectionSet, introspection) : empty;
    return {
      depth: introspection ? 0 : inner.depth + 1,
      aliases: inner.aliases + (selection.alias ? 1 : 0),
      directives: inner.directives + directives,
      selections: inner.selections + 1,
    };
  };
  const tallySelections = (set: SelectionSetNode, inIntrospection: boolean): Tally => {
    const total = { ...empty };
    for (const selection of set.selections) {
      const one = tallyOne(selection, inIntrospection);
      total.depth = Math.max(total.depth, one.depth);
      total.aliases += one.aliases;
      total.directives += one.directives;
      total.selections += one.selections;
    }
    // Thrown here and not at the end: sums of sums of a bomb's fragments leave the range of numbers.
    check('levels', total.depth, limits.maxDepth);
    check('aliases', total.aliases, limits.maxAliases);
    check('directives', total.directives, limits.maxDirectives);
    check('selections (fragments counted as often as they are spread)', total.selections, limits.maxSelections);
    return total;
  };

  for (const name of fragments.keys()) tallyFragment(name);
  for (const operation of operations) tallySelections(operation.selectionSet, false);
  for (const operation of operations) {
    const variables = operation.variableDefinitions ?? [];
    for (const { defaultValue } of variables) if (defaultValue) checkLiteral(defaultValue, limits);
    check('directives', [operation, ...variables].reduce((sum, node) => sum + countDirectives(node.directives), 0), limits.maxDirectives);
  }
  for (const fragment of fragments.values()) check('directives', countDirectives(fragment.directives), limits.maxDirectives);

  // A fragment that spreads itself has no end: validation refuses the document (NoFragmentCyclesRule).
  if (cyclic) return;
  for (const operation of operations) {
    check('root fields', flatten([operation.selectionSet], fragments).fields.length, limits.maxRootFields);
    checkOverlap(operation.selectionSet, fragments);
  }
  for (const fragment of fragments.values()) checkOverlap(fragment.selectionSet, fragments);
}

/** The fields of these selection sets with all fragments inlined, and the names of those fragments. */
function flatten(sets: readonly SelectionSetNode[], fragments: ReadonlyMap<string, FragmentDefinitionNode>): { fields: FieldNode[]; met: ReadonlySet<string> } {
  const fields: FieldNode[] = [];
  const met = new Set<string>();
  const walk = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) fields.push(selection);
      else if (selection.kind === Kind.INLINE_FRAGMENT) walk(selection.selectionSet);
      else {
        met.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment) walk(fragment.selectionSet);
      }
    }
  };
  for (const set of sets) walk(set);
  return { fields, met };
}

function checkOverlap(root: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): void {
  let pairs = 0;
  const walk = (sets: readonly SelectionSetNode[]): void => {
    const groups = new Map<string, FieldNode[]>();
    const { fields, met } = flatten(sets, fragments);
    check('fragments in one place', met.size, MAX_MET_FRAGMENTS);
    for (const field of fields) {
      const key = field.alias?.value ?? field.name.value;
      const group = groups.get(key);
      if (group) group.push(field);
      else groups.set(key, [field]);
    }
    for (const group of groups.values()) {
      pairs += (group.length * (group.length - 1)) / 2;
      if (pairs > MAX_OVERLAP_PAIRS) throw tooComplex('The query repeats the same fields too often.');
      const below = group.flatMap((field) => field.selectionSet ?? []);
      if (below.length > 0) walk(below);
    }
  };
  walk([root]);
}
