import type { ParametersSummary } from '../../datasources/mongo/documents.ts';
import type { RequestContext } from '../context.ts';
import { badInput } from '../support/failures.ts';

/** The schema's bounds. */
const ASSUMED_VERSIONS = 10;
const MOST_VERSIONS = 50;

export async function identityParameters(_root: unknown, args: { first?: number | null }, ctx: RequestContext): Promise<ParametersSummary[]> {
  const first = args.first ?? ASSUMED_VERSIONS;
  if (first < 1 || first > MOST_VERSIONS) throw badInput('first', `must be from 1 to ${MOST_VERSIONS}`);
  return ctx.store.parameters.newest(first);
}
