import type { ParametersSummary } from '../../datasources/mongo/documents.ts';
import { applyDepsOf } from '../../operations/decisions/context.ts';
import { trainParameters } from '../../operations/parameters/trainParameters.ts';
import type { RequestContext } from '../context.ts';
import { versionNow } from '../support/versions.ts';

export async function trainIdentityParameters(_root: unknown, _args: unknown, ctx: RequestContext): Promise<ParametersSummary> {
  return versionNow(await trainParameters(applyDepsOf(ctx), ctx.principal.subject), ctx);
}
