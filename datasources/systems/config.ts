/** What the configuration says of a source; `gateway/config.ts` reads it with `sourceConfigSchema`. */
import { z } from 'zod';
import { limitsSchema } from './limits.ts';

/** `live`: the source or nothing. `snapshot`: the store's last known record. `live-then-snapshot`: that, where the source fails. */
export const READ_MODES = ['live', 'snapshot', 'live-then-snapshot'] as const;
export type ReadMode = (typeof READ_MODES)[number];

/** When the source is asked for what changed, and for everything. */
export const syncConfigSchema = z.strictObject({
  /** From one pull of changes to the next; default: `ingest.intervalMs`. */
  intervalMs: z.int().min(500).max(86_400_000).optional(),
  /** From one sweep over everything to the next. */
  sweepEveryMs: z.int().min(60_000).max(2_592_000_000).default(86_400_000),
  /** No more is asked for while more refs of the source than this wait to be taken in. */
  maxWaiting: z.int().min(1).max(10_000_000).default(20_000),
});

export type SyncConfig = z.infer<typeof syncConfigSchema>;

/** Further tries of reads that failed for a reason that may pass. */
export const retryConfigSchema = z.strictObject({
  /** After the first; 0 for none. */
  times: z.int().min(0).max(10).default(2),
  /** Before the first of them a random time up to this is waited, before each further one up to twice the last bound. */
  baseMs: z.int().min(1).max(60_000).default(50),
  /** No bound is larger. */
  maxMs: z.int().min(1).max(60_000).default(1_000),
  /** No try begins later than this after the first, nor after the caller's deadline. */
  withinMs: z.int().min(1).max(600_000).default(10_000),
});

/** When an operation is left alone. */
export const breakerConfigSchema = z.strictObject({
  /** More than this part of the calls in the window failed; 100: never. */
  failurePercent: z.int().min(1).max(100).default(50),
  /** Fewer calls in the window say nothing. */
  minCalls: z.int().min(1).max(100_000).default(20),
  windowMs: z.int().min(100).max(600_000).default(10_000),
  /** Then one call may try. */
  openMs: z.int().min(10).max(600_000).default(5_000),
});

export type RetryConfig = z.infer<typeof retryConfigSchema>;
export type BreakerConfig = z.infer<typeof breakerConfigSchema>;

/** The keys that every source has; `settings` is checked by its adapter's own schema. */
export const sourceConfigSchema = z.strictObject({
  /** Name of a folder of datasources/systems. */
  adapter: z.string().min(1),
  /** What it is to the company; adapters do not care. */
  kind: z.enum(['erp', 'callcenter', 'ecommerce', 'marketing']).optional(),
  /** Base URL, without credentials; its protocol is the adapter's. */
  url: z.url({ protocol: /^(?:https?|postgres(?:ql)?|mysql|mariadb)$/ }).refine((url) => !URL.canParse(url) || new URL(url).username === '', 'may not hold credentials'),
  read: z.enum(READ_MODES).default('live-then-snapshot'),
  /** How long a record may be served from the record cache; 0 for never. */
  cacheMs: z.int().min(0).max(3_600_000).default(0),
  /** How much longer it may be served, told as stale, while it is being read anew or the source fails; never for consents. */
  staleMs: z.int().min(0).max(86_400_000).default(0),
  /** How long it is remembered that the source has no such record. Default: `cacheMs`, at most a second. */
  absentMs: z.int().min(0).max(600_000).optional(),
  /** One HTTP call. */
  timeoutMs: z.int().min(10).max(300_000).default(2_000),
  /** A live read, its wait for a free connection and its sign-in included; after it the snapshot is shown. Default: `timeoutMs`, at most two thirds of the deployment's `deadlineMs`. */
  answerMs: z.int().min(10).max(300_000).optional(),
  /** Calls in flight to it at once; default: the adapter's. */
  concurrency: z.int().min(1).max(1_000).optional(),
  /** No more calls than these begin in any second or minute. */
  rate: z.strictObject({ calls: z.int().min(1).max(1_000_000), per: z.enum(['second', 'minute']) }).optional(),
  /** Batch and page sizes, concurrency and abandoned time by operation, where they differ from the adapter's. */
  limits: limitsSchema.default({}),
  retry: retryConfigSchema.prefault({}),
  breaker: breakerConfigSchema.prefault({}),
  /** Whether a read that takes longer than 95 of 100 is sent a second time beside the first. */
  hedge: z.boolean().default(false),
  /** HTTP calls that may wait for a free connection; one more is refused at once. */
  maxQueued: z.int().min(0).max(100_000).default(500),
  maxResponseBytes: z.int().min(1_024).max(1_073_741_824).default(32 * 1_048_576),
  sync: syncConfigSchema.prefault({}),
  /** ISO 3166 region for phone numbers without a country code; default: the deployment's. */
  defaultRegion: z.string().regex(/^[A-Z]{2}$/).optional(),
  /** Whether it may tell of changes by POST /webhooks/NAME, and by which secret; left out: it may not. */
  webhook: z
    .strictObject({
      secret: z.string().min(16, 'must have at least 16 characters, as `openssl rand -hex 32` gives'),
      /** How far the time that is signed may be from ours. */
      toleranceSeconds: z.int().min(1).max(3_600).default(300),
      maxBodyBytes: z.int().min(1_000).max(16 * 1_048_576).default(262_144),
    })
    .optional(),
  /** Sign-in and custom field names, as the adapter documents them. */
  settings: z.unknown(),
}).refine(({ cacheMs, staleMs }) => staleMs === 0 || cacheMs > 0, {
  path: ['staleMs'], error: 'needs cacheMs: what is never cached is never stale',
});

export type SourceConfig = z.infer<typeof sourceConfigSchema>;
/** What one writes: the keys with a default may be left out. */
export type SourceConfigInput = z.input<typeof sourceConfigSchema>;

/** Names of systems: the first part of source refs, so without a colon; `gateway` is the gateway's own. */
export const systemNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/)
  .refine((name) => name !== 'gateway', 'is taken by the gateway itself');
