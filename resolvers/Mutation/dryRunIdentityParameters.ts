import type { ParametersSummary } from '../../datasources/mongo/documents.ts';
import { applyDepsOf } from '../../operations/decisions/context.ts';
import { dryRun } from '../../operations/parameters/dryRun.ts';
import type { RequestContext } from '../context.ts';
import { versionNow } from '../support/versions.ts';

export async function dryRunIdentityParameters(_root: unknown, { version }: { version: number }, ctx: RequestContext): Promise<ParametersSummary> {
  await dryRun(version, applyDepsOf(ctx), ctx.config.reckon);
  return versionNow(version, ctx);
}
