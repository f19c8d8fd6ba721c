import type { ActiveParameters } from '../../operations/parameters/activeParameters.ts';
import type { RequestContext } from '../context.ts';

/** What placement goes by now; the configured rules where there are no versions. */
export type RulesAndModel = Pick<ActiveParameters, 'version' | 'config' | 'model' | 'scorer'>;

const ofRequest = new WeakMap<RequestContext, Promise<RulesAndModel>>();

/** After a write that may have activated another version. */
export function forgetActiveParameters(ctx: RequestContext): void {
  ofRequest.delete(ctx);
}

/** Read once per request. */
export function activeParametersOf(ctx: RequestContext): Promise<RulesAndModel> {
  let active = ofRequest.get(ctx);
  if (!active) {
    const { parameters, identity } = ctx.config;
    active = parameters ? parameters.current() : Promise.resolve({ version: 0, config: identity, model: null, scorer: null });
    ofRequest.set(ctx, active);
  }
  return active;
}
