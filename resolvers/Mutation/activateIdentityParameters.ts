import type { ParametersSummary } from '../../datasources/mongo/documents.ts';
import { applyDepsOf } from '../../operations/decisions/context.ts';
import { activateParameters } from '../../operations/parameters/activateParameters.ts';
import type { RequestContext } from '../context.ts';
import { versionNow } from '../support/versions.ts';

export async function activateIdentityParameters(_root: unknown, args: { version: number; reason: string }, ctx: RequestContext): Promise<ParametersSummary> {
  await activateParameters(args.version, args.reason, ctx.principal.subject, applyDepsOf(ctx));
  return versionNow(args.version, ctx);
}
