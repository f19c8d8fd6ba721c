/** The `retention` part of the configuration: docs/configuration.md. */
import { z } from 'zod';
import type { Retention } from '../../domain/retention.ts';

const KINDS = ['order', 'ticket', 'call', 'touch', 'interaction'] as const;
const DAY_MS = 86_400_000;
/** As wide as a window of reconciliation can be: what is younger may still be found to be one event with another view. */
const LEAST_DAYS = 31;
const WRONG_DAYS = `must be whole days, at least ${LEAST_DAYS}: younger events may still be reconciled`;
const days = z.number(WRONG_DAYS).int(WRONG_DAYS).min(LEAST_DAYS, WRONG_DAYS).max(100_000, 'must be at most 100000 days: leave the kind out to keep it for ever');

export const retentionSchema = z
  .strictObject({
    /** Folder, relative to the YAML file. */
    archivePath: z.string('must name the folder that events are written to before they are removed').min(1, 'must name the folder that events are written to before they are removed'),
    /** A kind that is left out is kept for ever. */
    days: z.strictObject({ order: days.optional(), ticket: days.optional(), call: days.optional(), touch: days.optional(), interaction: days.optional() }),
  })
  .refine(({ days: given }) => Object.values(given).some((each) => each !== undefined), { path: ['days'], error: `must name at least one of ${KINDS.join(', ')}: without any, leave retention out and everything is kept` })
  .optional();

export type RetentionSettings = NonNullable<z.infer<typeof retentionSchema>>;

/** As it is applied: in milliseconds. */
export function retentionOf({ days: given }: RetentionSettings): Retention {
  return Object.fromEntries(KINDS.flatMap((kind) => (given[kind] === undefined ? [] : [[kind, given[kind] * DAY_MS]])));
}
