import { alarmsOf, DEFAULT_ALARMS, MOST_DAYS, type HealthFigures, type IdentityAlarm } from '../../domain/identity/health.ts';
import { healthFigures } from '../../operations/measureIdentity.ts';
import type { RequestContext } from '../context.ts';
import { badInput } from '../support/failures.ts';

const ASSUMED_DAYS = 7;

/** The parent of `IdentityHealth`. */
export interface IdentityHealthParent {
  figures: HealthFigures | null;
  days: number;
  reviewsWaiting: number;
  oldest: Date | null;
  alarms: IdentityAlarm[];
}

export async function identityHealth(_root: unknown, args: { days?: number | null }, ctx: RequestContext): Promise<IdentityHealthParent> {
  const days = args.days ?? ASSUMED_DAYS;
  if (days < 1 || days > MOST_DAYS) throw badInput('days', `must be from 1 to ${MOST_DAYS}`);
  const [figures, { count, oldest }] = await Promise.all([healthFigures(ctx.store), ctx.store.edges.waiting()]);
  const alarms = alarmsOf(figures, oldest, { ...DEFAULT_ALARMS, ...ctx.config.identityAlarms }, ctx.now());
  return { figures, days, reviewsWaiting: count, oldest, alarms };
}
