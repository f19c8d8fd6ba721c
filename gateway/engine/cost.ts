import { Kind, type ValueNode } from 'graphql';
import type { FieldCost } from '../../directives/cost.ts';
import type { Selection, SelectionTree } from './selectionTree.ts';

/** How many rows a list has: known from the document, or from a variable of the request. */
type Size = number | { variable: string; assumed: number };

/** The part of a cost that variables can change, with everything else added up. */
interface CostNode {
  fixed: number;
  lists: readonly { size: Size; row: CostNode }[];
  /** Of each the dearest counts: what may stand below one interface. */
  choices: readonly (readonly CostNode[])[];
}

const NOTHING: CostNode = { fixed: 0, lists: [], choices: [] };
/** Of a page whose `edges` are not asked for: they are read all the same, to tell whether there are more. */
const UNSEEN_ROW: CostNode = { ...NOTHING, fixed: 1 };
const costsSomething = ({ fixed, lists, choices }: CostNode): boolean => fixed > 0 || lists.length > 0 || choices.length > 0;

/** Of one `__schema` or `__type`: it walks the whole schema, some 8 ms however little is selected of each type. */
const INTROSPECTION_COST = 2_000;

/** Cost of an operation once its variables are known. */
export type CostOf = (variables: Readonly<Record<string, unknown>>) => number;

const rowsOf = (given: unknown, assumed: number): number =>
  typeof given === 'number' && Number.isFinite(given) ? Math.max(0, given) : assumed;

function sizeOf(selection: Selection, cost: FieldCost): Size {
  const assumed = cost.size?.assumed ?? 1;
  const value: ValueNode | undefined = selection.node.arguments?.find((argument) => argument.name.value === 'first')?.value;
  if (!value || value.kind === Kind.NULL) return assumed;
  if (value.kind === Kind.VARIABLE) return { variable: value.name.value, assumed };
  return value.kind === Kind.INT ? rowsOf(Number(value.value), assumed) : assumed;
}

const hasEdges = ({ children }: Selection): boolean => [...(children?.values() ?? [])].some((selections) => selections.some(({ name }) => name === 'edges'));

/**
 * Prepares the cost of an operation: `weight` once per object, lists times their rows (`first` from the arguments or
 * variables, else the assumed size). A page's size stands at the connection and counts at its `edges`, or at itself
 * where those are left out.
 */
export function prepareCost(tree: SelectionTree, table: ReadonlyMap<string, FieldCost>): CostOf {
  const ofSelections = (selections: readonly Selection[], page: Size | null): CostNode => {
    let fixed = 0;
    const lists: { size: Size; row: CostNode }[] = [];
    const choices: (readonly CostNode[])[] = [];
    for (const selection of selections) {
      const cost = table.get(selection.coordinate);
      if (selection.name === '__schema' || selection.name === '__type') fixed += INTROSPECTION_COST;
      if (!cost) continue;
      fixed += cost.weight;
      if (!selection.children && !cost.list) continue;
      const below = dearest(selection, cost.connection ? sizeOf(selection, cost) : null);
      if (cost.list) {
        lists.push({ size: page ?? cost.size?.assumed ?? 1, row: { ...below, fixed: below.fixed + cost.rowWeight } });
      } else {
        fixed += below.fixed;
        if (cost.connection && !hasEdges(selection)) lists.push({ size: sizeOf(selection, cost), row: UNSEEN_ROW });
        lists.push(...below.lists);
        choices.push(...below.choices);
      }
    }
    return { fixed, lists: lists.filter(({ row }) => costsSomething(row)), choices };
  };
  /** Below an interface the dearest type counts: which one that is may depend on the sizes of the request. */
  const dearest = (selection: Selection, page: Size | null): CostNode => {
    const nodes = [...(selection.children?.values() ?? [])].map((selections) => ofSelections(selections, page)).filter(costsSomething);
    if (nodes.length > 1 && nodes.some(dependsOnVariables)) return { ...NOTHING, choices: [nodes] };
    return nodes.reduce((most, node) => (total(node, {}) > total(most, {}) ? node : most), NOTHING);
  };
  const root = ofSelections(tree.root, null);
  if (!dependsOnVariables(root)) {
    const cost = total(root, {});
    return () => cost;
  }
  return (variables) => total(root, variables);
}

function dependsOnVariables(node: CostNode): boolean {
  return node.choices.length > 0 || node.lists.some(({ size, row }) => typeof size !== 'number' || dependsOnVariables(row));
}

function total(node: CostNode, variables: Readonly<Record<string, unknown>>): number {
  let sum = node.fixed;
  for (const { size, row } of node.lists) {
    const rows = typeof size === 'number' ? size : rowsOf(variables[size.variable], size.assumed);
    sum += rows * total(row, variables);
  }
  for (const choice of node.choices) sum += Math.max(...choice.map((one) => total(one, variables)));
  return sum;
}
