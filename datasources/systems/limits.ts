/** A source's limits as the configuration has changed them. The adapter's own are what was measured on the system. */
import { z } from 'zod';
import { RECORD_TYPES, type RecordType } from '../../domain/sourceRef.ts';
import type { OperationLimits, SourceDefinition, SourceLimits } from './defineSource.ts';

/** Of one operation; what is left out is as the adapter has it. */
const operationLimitsSchema = z.strictObject({
  batchSize: z.int().min(1).max(100_000).optional(),
  pageSize: z.int().min(1).max(100_000).optional(),
  concurrency: z.int().min(1).max(1_000).optional(),
  abandonedMs: z.int().min(0).max(600_000).optional(),
});

/** The `limits:` of a source. */
export const limitsSchema = z.strictObject({
  /** By record type. */
  fetch: z.partialRecord(z.enum(RECORD_TYPES), operationLimitsSchema).optional(),
  find: operationLimitsSchema.optional(),
  /** Pulls and sweeps. */
  changed: operationLimitsSchema.optional(),
});

export type LimitsConfig = z.infer<typeof limitsSchema>;
type OperationConfig = z.infer<typeof operationLimitsSchema>;

/** Left-out keys of the configuration leave the adapter's value. */
function changedBy(limits: OperationLimits, config: OperationConfig | undefined): OperationLimits {
  return { ...limits, ...Object.fromEntries(Object.entries(config ?? {}).filter(([, value]) => value !== undefined)) };
}

/** The limits to keep to. `config` must have no problem (limitProblems). */
export function effectiveLimits(limits: SourceLimits, config: LimitsConfig): SourceLimits {
  return {
    fetch: Object.fromEntries(Object.entries(limits.fetch).map(([type, of]) => [type, changedBy(of, config.fetch?.[type as RecordType])])),
    find: changedBy(limits.find, config.find),
    changed: changedBy(limits.changed, config.changed),
  };
}

/**
 * What is wrong with a source's `limits`, each with its path. Batches and pages may be made smaller only: systems cut larger
 * ones without a word, and a page that was cut looks like the last.
 */
export function limitProblems({ adapter, limits }: Pick<SourceDefinition, 'adapter' | 'limits'>, config: LimitsConfig): { path: string[]; message: string }[] {
  const problems: { path: string[]; message: string }[] = [];
  const check = (path: string[], own: OperationLimits, changed: OperationConfig | undefined) => {
    for (const key of ['batchSize', 'pageSize'] as const) {
      if ((changed?.[key] ?? 0) > own[key]) problems.push({ path: [...path, key], message: `must be at most ${own[key]}: adapter ${adapter} was not measured with more` });
    }
  };
  for (const [type, changed] of Object.entries(config.fetch ?? {})) {
    const own = limits.fetch[type as RecordType];
    if (own) {
      check(['fetch', type], own, changed);
      const { batchSize, pageSize } = changedBy(own, changed);
      // What is fetched by id comes in one page.
      if (pageSize < Math.min(batchSize, own.batchSize)) problems.push({ path: ['fetch', type, 'pageSize'], message: `must be at least the batch size, ${batchSize}` });
    }
    else problems.push({ path: ['fetch', type], message: `is not fetched by adapter ${adapter}, which has ${Object.keys(limits.fetch).join(', ')}` });
  }
  check(['find'], limits.find, config.find);
  check(['changed'], limits.changed, config.changed);
  return problems;
}
