import type { ActiveParameters } from '../../operations/parameters/activeParameters.ts';
import type { RequestContext } from '../context.ts';
import { keptBy } from './kept.ts';

/** What placement goes by now; the configured rules where there are no versions. */
export type RulesAndModel = Pick<ActiveParameters, 'version' | 'config' | 'model' | 'scorer'>;

const active = keptBy(({ config: { parameters, identity } }: RequestContext): Promise<RulesAndModel> =>
  parameters ? parameters.current() : Promise.resolve({ version: 0, config: identity, model: null, scorer: null }));

/** After a write that may have activated another version. */
export const forgetActiveParameters = (ctx: RequestContext): void => active.forget(ctx);

/** Read once per request. */
export const activeParametersOf = (ctx: RequestContext): Promise<RulesAndModel> => active.of(ctx);
