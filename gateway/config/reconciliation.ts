/** The `reconciliation` list of the configuration: docs/reconciliation.md. */
import { z } from 'zod';
import { systemNameSchema as systemName } from '../../datasources/systems/config.ts';
import { RECONCILED_KINDS } from '../../domain/reconciliation/rules.ts';

const HOUR_MS = 3_600_000;
/** Wider windows would have orders of different months be one. */
const MOST_MS = 31 * 24 * HOUR_MS;
const statuses = ['DRAFT', 'OPEN', 'PAID', 'SHIPPED', 'DONE', 'CANCELLED'] as const;

const windowSchema = z.strictObject({
  /** Units of the currency, or a share of the greater amount. */
  amountTolerance: z.union([z.number().min(0), z.strictObject({ share: z.number().min(0).max(0.5) })], 'must be units of the currency such as 0.1, or { share: 0.01 }'),
  timeToleranceMs: z.number().int().min(0).max(MOST_MS),
  /** There is no other way to find what may be one event without reading everybody's. */
  sameCustomer: z.literal(true, 'must be true: views are only looked for among those of one customer').default(true),
});

const rule = z
  .strictObject({
    systems: z.tuple([systemName, systemName], 'must name two systems'),
    kind: z.enum(RECONCILED_KINDS, `must be one of ${RECONCILED_KINDS.join(', ')}: other kinds state no amount`).default('order'),
    window: windowSchema.optional(),
    agreement: z
      .strictObject({ amountTolerance: z.number().min(0).default(0), statuses: z.partialRecord(z.enum(statuses), z.array(z.enum(statuses))).optional() })
      .prefault({}),
    expectedIn: z.strictObject({ system: systemName, afterMs: z.number().int().min(0).default(24 * HOUR_MS) }).optional(),
  })
  .refine(({ systems: [one, other] }) => one !== other, { path: ['systems'], error: 'must name two different systems' })
  .refine(({ systems, expectedIn }) => expectedIn === undefined || systems.includes(expectedIn.system), { path: ['expectedIn', 'system'], error: 'must be one of the two systems' });

export const reconciliationSchema = z.array(rule).default([]).superRefine((rules, ctx) => {
  const seen = new Set<string>();
  rules.forEach(({ systems, kind }, index) => {
    const key = JSON.stringify([kind, ...[...systems].sort()]);
    if (seen.has(key)) ctx.addIssue({ code: 'custom', path: [index, 'systems'], message: 'are those of another rule of this kind: say all of it in one' });
    seen.add(key);
  });
});
