/** What a plan would show, selection by selection: the answer of `Query.access`. */
import type { AccessReport, SelectionAccess } from '../../domain/accessReport.ts';
import { GatewayError } from '../../domain/errors.ts';
import type { ClassTable } from '../../directives/classified.ts';
import type { ClientError } from '../errors.ts';
import type { Plan } from './plan.ts';
import type { Selection, SelectionTree } from './selectionTree.ts';
import type { EngineResult } from './types.ts';

const requiresOf = ({ extensions }: ClientError): string[] => Object.entries(extensions.requires ?? {}).filter(([kind]) => kind !== 'class').map(([kind, value]) => `${kind} ${value}`);

/** @param cost of the operation with its variables */
export function accessReport(plan: Plan, tree: SelectionTree, table: ClassTable, cost: number): AccessReport {
  const refusals = new Map(plan.errors.map((error) => [`${error.path?.join('.') ?? ''}|${error.extensions.coordinate ?? ''}`, error]));
  const masked = new Set(plan.masked);
  const selections: SelectionAccess[] = [];

  const tell = (selection: Selection, path: string, above: SelectionAccess | null): SelectionAccess => {
    const { coordinate } = selection;
    if (above) return { coordinate, path, access: 'DENIED', reason: `${above.coordinate} is denied.`, requires: above.requires };
    const refusal = refusals.get(`${path}|${coordinate}`);
    if (refusal) return { coordinate, path, access: 'DENIED', reason: refusal.message, requires: requiresOf(refusal) };
    const entry = table.get(coordinate);
    if (masked.has(coordinate)) return { coordinate, path, access: 'MASKED', reason: `Values of class ${entry?.dataClass} are shown shortened to your role.`, requires: [] };
    const reason = entry?.dataClass === 'held' ? 'Decided row by row, by the field that it holds: `access` beside it says how.' : null;
    return { coordinate, path, access: 'ALLOWED', reason, requires: [] };
  };
  const walk = (list: readonly Selection[], above: SelectionAccess | null): void => {
    for (const selection of list) {
      const told = tell(selection, selection.path.join('.'), above);
      selections.push(told);
      // What is named is the denial itself, not one of those that follow from it.
      for (const below of selection.children?.values() ?? []) walk(below, told.access === 'DENIED' ? (above ?? told) : null);
    }
  };
  walk(tree.root, null);
  return { cost, selections };
}

/** The refusal of a document that would be refused whole, as the error of the field that asks about it. */
export function refusalOfDocument({ body }: EngineResult): GatewayError {
  const [first] = body.errors ?? [];
  if (!first) return new GatewayError('BAD_USER_INPUT', 'The document cannot be run.', { argument: 'document' });
  return new GatewayError(first.extensions.code, first.message, { argument: 'document' });
}

/** The variables of the question. Throws BAD_USER_INPUT for a text that is no JSON map. */
export function variablesOfText(text: string | null | undefined): Readonly<Record<string, unknown>> {
  if (text == null) return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new GatewayError('BAD_USER_INPUT', 'Argument `variables` must be the JSON text of a map.', { argument: 'variables' });
}
