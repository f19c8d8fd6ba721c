import type { ParametersSummary } from '../../datasources/mongo/documents.ts';
import { GatewayError } from '../../domain/errors.ts';
import type { RequestContext } from '../context.ts';
import { forgetActiveParameters } from './activeParameters.ts';

/** The version as it is stored now, after a mutation. */
export async function versionNow(version: number, ctx: RequestContext): Promise<ParametersSummary> {
  forgetActiveParameters(ctx);
  const stored = await ctx.store.parameters.byVersion(version);
  if (!stored) throw new GatewayError('STORE_UNAVAILABLE', 'The version is not there yet.', { retryAfterSeconds: 1 });
  return stored;
}
