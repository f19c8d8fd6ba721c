/** How matching does; what was measured, and what is so now. */
import { unlinkedShareOf, type HealthFigures, type RuleCount } from '../domain/identity/health.ts';
import type { RequestContext } from './context.ts';
import type { IdentityHealthParent } from './Query/identityHealth.ts';
import { activeParametersOf } from './support/activeParameters.ts';
import type { CustomerHandle } from './support/CustomerHandle.ts';
import { customerById } from './support/customers.ts';
import { foundInLiveScope } from './support/liveScope.ts';

type Largest = NonNullable<HealthFigures['largest']>;

/** The schema's bound of the list. */
const MOST_COUNTS = 330;

export const IdentityHealth = {
  measuredAt: ({ figures }: IdentityHealthParent): string | null => figures && new Date(figures.atMs).toISOString(),
  records: ({ figures }: IdentityHealthParent): number | null => figures?.records ?? null,
  customers: ({ figures }: IdentityHealthParent): number | null => figures?.customers ?? null,
  unlinkedShare: ({ figures }: IdentityHealthParent): number | null => figures && unlinkedShareOf(figures),
  largest: ({ figures }: IdentityHealthParent): Largest | null => figures?.largest ?? null,
  merges: ({ figures, days }: IdentityHealthParent): ({ day: string } & RuleCount)[] | null =>
    figures && figures.days.slice(0, days).flatMap(({ day, merges }) => merges.map((each) => ({ day, ...each }))).slice(0, MOST_COUNTS),
  oldestReviewSince: ({ oldest }: IdentityHealthParent): string | null => oldest?.toISOString() ?? null,
  parameters: async (_health: IdentityHealthParent, _args: unknown, ctx: RequestContext): Promise<number> => (await activeParametersOf(ctx)).version,
};

export const LargestCustomer = {
  customer: ({ customerId }: Largest, _args: unknown, ctx: RequestContext): Promise<CustomerHandle | null> => foundInLiveScope(customerById(customerId, ctx), ctx, null),
};
