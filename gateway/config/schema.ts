/**
 * The shape of the YAML configuration. Unknown keys are errors everywhere, numbers carry their unit in the name, and
 * every default is written here and in docs/configuration.md.
 */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { systemNameSchema as systemName } from '../../datasources/systems/config.ts';
import { GOLDEN_FIELDS, RULES_OF_FIELD, SURVIVORSHIP_RULES, type ConfiguredRule, type GoldenField } from '../../domain/goldenRecord/rules.ts';
import { DEFAULT_ALARMS } from '../../domain/identity/health.ts';
import { SCOPE_FIELDS, type ScopeField } from '../../domain/rowScopes.ts';
import { sourcesSchema } from '../../datasources/systems/index.ts';
import { tooSlowForSnapshots } from './answerTimes.ts';
import { reconciliationSchema } from './reconciliation.ts';
import { retentionSchema } from './retention.ts';
import { metricsSchema, tracesSchema } from './telemetry.ts';
import { authSchema, issuedTokensSchema } from './auth.ts';

const identifierKinds = ['email', 'phone', 'taxId', 'loyaltyId'] as const;
const channels = ['EMAIL', 'PHONE', 'SMS', 'POST'] as const;
const purposes = ['MARKETING', 'SALES', 'SERVICE'] as const;

const milliseconds = z.number().int().min(0);
const region = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166 country code such as ES');
const hour = z.number().min(0).max(24);

function isAddressOrRange(text: string): boolean {
  return isIP(text) !== 0 || ipaddr.isValidCIDR(text);
}

/** As a browser sends it: anything else would never be met. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text;
}

const valueOrPattern = z.string().refine((entry) => {
  if (!(entry.length > 2 && entry.startsWith('/') && entry.endsWith('/'))) return true;
  try {
    return new RegExp(entry.slice(1, -1)) !== undefined;
  } catch {
    return false;
  }
}, 'is not a valid regular expression');

const tagSign = z.string().length(1, 'must be one character such as +, or null').nullable();
const mailDomain = z.string().regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, 'must be a domain in lower case such as example.com, in its xn-- form where it has other letters');

const timeZone = z.string().refine((name) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}, 'must be an IANA time zone such as Europe/Madrid');

const rowScope = (field: ScopeField) =>
  z
    .strictObject({ field: z.enum(SCOPE_FIELDS).default(field), sources: z.array(systemName).min(1, 'must name at least one source').nullable().default(null) })
    .prefault({});

/** A rule that there is, but that does not fit the field, is told apart from a slip of the pen. */
const survivorshipRule = (field: GoldenField) =>
  z.custom<ConfiguredRule>((rule) => (RULES_OF_FIELD[field] as readonly unknown[]).includes(rule), {
    error: ({ input }) => {
      const own = `use ${RULES_OF_FIELD[field].join(', ')}`;
      return (SURVIVORSHIP_RULES as readonly unknown[]).includes(input) ? `${String(input)} does not fit this field: ${own}` : `is no survivorship rule: ${own}`;
    },
  });
const survivorshipRules = Object.fromEntries(GOLDEN_FIELDS.map((field) => [field, survivorshipRule(field).optional()])) as Record<GoldenField, z.ZodOptional<z.ZodCustom<ConfiguredRule>>>;

export const configSchema = z.strictObject({
  company: z.string().min(1).default('Customer 360'),
  defaultRegion: region.default('ES'),
  auth: authSchema,
  issuedTokens: issuedTokensSchema,
  /** Keys of a source: datasources/systems/config.ts; its `settings` are checked against the adapter's own schema. */
  sources: sourcesSchema.refine((all) => Object.keys(all).length > 0, 'must name at least one source'),
  policy: z.string().optional(),
  cors: z.strictObject({ origins: z.array(z.string().refine(isOrigin, 'must be an origin such as https://desk.example.com, without a path')).default([]) }).prefault({}),
  trustedProxies: z.array(z.string().refine(isAddressOrRange, 'must be an IP address or a range such as 10.0.0.0/8')).default([]),
  graphiql: z.boolean().default(false),
  /** Of a whole request; every source call gets what remains of it, less a tenth (40 to 300 ms) in which the answer is made of what came. */
  deadlineMs: z.number().int().min(100).max(60_000).default(3_000),
  database: z.string().regex(/^[A-Za-z0-9_-]{1,38}$/, 'must be letters, digits, _ and -').default('customer360'),
  /** At least 32 characters: ids and cursors are made with it, so all instances need the same. Made in DATA_DIR if left out. */
  secret: z.string().min(32, 'must have at least 32 characters').optional(),
  /** How long an e-mail or phone that no source knows is remembered as unknown. */
  lookupMissMs: milliseconds.default(60_000),
  /** Of one principal over all gateways; an issued token may have rates of its own. */
  rateLimit: z
    .strictObject({
      requestsPerMinute: z.number().int().min(1).default(6_000),
      costPerMinute: z.number().int().min(1).default(600_000),
      lookUpsPerHour: z.number().int().min(1).default(1_000),
      chatbotLookUpsPerHour: z.number().int().min(1).default(200),
      /** Gateways that are expected to run: each lets its share through while it counts alone. */
      instances: z.number().int().min(1).max(1_000).default(1),
    })
    .prefault({}),
  /** `registered`: only the documents of `documentsPath` are answered. */
  documents: z.enum(['any', 'registered']).default('any'),
  /** Folder of .graphql files, one document each, relative to the YAML file. */
  documentsPath: z.string().min(1).optional(),
  limits: z
    .strictObject({
      maxTokens: z.number().int().min(10).default(4_000),
      maxDepth: z.number().int().min(2).default(12),
      maxAliases: z.number().int().min(0).default(100),
      maxDirectives: z.number().int().min(0).default(50),
      maxRootFields: z.number().int().min(1).default(20),
      maxSelections: z.number().int().min(10).default(2_000),
      maxCost: z.number().int().min(1).default(10_000),
      maxBodyBytes: z.number().int().min(1_000).default(100_000),
      maxInputItems: z.number().int().min(1).default(200),
      maxInputDepth: z.number().int().min(1).default(8),
      maxInputStringLength: z.number().int().min(100).default(20_000),
      headersTimeoutMs: z.number().int().min(1_000).max(15_000).default(10_000),
      requestTimeoutMs: z.number().int().min(1_000).max(18_000).default(15_000),
      writeTimeoutMs: z.number().int().min(1_000).max(600_000).default(30_000),
      maxConnections: z.number().int().min(100).default(2_000),
      maxConnectionsPerAddress: z.number().int().min(100).default(250),
      maxRequestsPerConnection: z.number().int().min(100).default(10_000),
      /** Beyond what is worked on in time, requests are refused (503) before anything of them is read. */
      overload: z
        .strictObject({
          maxInFlight: z.number().int().min(1).max(100_000).default(1_000),
          minInFlight: z.number().int().min(1).default(64),
          maxWaiting: z.number().int().min(0).max(100_000).default(200),
          maxWaitMs: z.number().int().min(1).max(60_000).default(250),
          maxLoopDelayMs: z.number().int().min(10).max(10_000).default(100),
        })
        .refine(({ minInFlight, maxInFlight }) => minInFlight <= maxInFlight, { path: ['minInFlight'], error: 'must not be more than limits.overload.maxInFlight' })
        .prefault({}),
    })
    .refine(({ headersTimeoutMs, requestTimeoutMs }) => headersTimeoutMs <= requestTimeoutMs, { path: ['headersTimeoutMs'], error: 'must not be more than limits.requestTimeoutMs' })
    .prefault({}),
  /** Open subscriptions of one process. */
  streams: z
    .strictObject({
      maxPerPrincipal: z.number().int().min(1).default(20),
      maxInAll: z.number().int().min(1).default(1_000),
    })
    .prefault({}),
  /** What happens on SIGTERM and Ctrl-C. */
  shutdown: z
    .strictObject({
      /** From "not ready" to no longer accepting: as long as whoever distributes requests takes to see it. */
      delayMs: z.number().int().min(0).max(120_000).default(0),
      /** For requests in flight; left out: `deadlineMs` and 2 s. */
      graceMs: z.number().int().min(0).max(120_000).optional(),
    })
    .prefault({}),
  ingest: z
    .strictObject({
      enabled: z.boolean().default(true),
      intervalMs: z.number().int().min(500).default(30_000),
      /** False: `npm run worker` works off the inbox, not this process. */
      work: z.boolean().default(true),
      /** Failures of a record's own after which it is set aside. With fewer, the first minute of an outage might do it. */
      maxAttempts: z.number().int().min(8).default(12),
      /** How long a worker may take for a batch before another one takes it over: what a killed one held waits as long. */
      leaseMs: z.number().int().min(1_000).default(60_000),
      /** Records that are taken in hand at once. */
      batchSize: z.number().int().min(1).max(1_000).default(500),
    })
    .prefault({}),
  identity: z
    .strictObject({
      /** Of which a party has one: two different verified values of it are two parties. */
      single: z.partialRecord(z.enum(identifierKinds), z.boolean()).default({}),
      /** The identifier that says most first; those left out follow as taxId, loyaltyId, email, phone. */
      priority: z
        .array(z.enum(identifierKinds))
        .refine((kinds) => new Set(kinds).size === kinds.length, 'must not name an identifier twice')
        .optional(),
      /** A value that more differently named parties carry links nothing. */
      maxParties: z.partialRecord(z.enum(identifierKinds), z.number().int().min(1)).default({}),
      /** Values, or patterns between slashes, that identify nobody. */
      blockList: z.partialRecord(z.enum(identifierKinds), z.array(valueOrPattern)).default({}),
      /** When two spellings of an e-mail address are one mailbox: compared so, never stored so. */
      emailRules: z
        .strictObject({
          tagSign: tagSign.default('+'),
          providers: z
            .array(z.strictObject({ domains: z.array(mailDomain).min(1, 'must name at least one domain'), ignoreDots: z.boolean().default(false), tagSign: tagSign.default('+') }))
            .default([]),
        })
        .prefault({}),
    })
    .prefault({}),
  /** Beyond which `identityHealth` tells that matching goes wrong. */
  identityAlarms: z
    .strictObject({
      largestCustomer: z.number().int().min(1).default(DEFAULT_ALARMS.largestCustomer),
      mergesFactor: z.number().min(1).default(DEFAULT_ALARMS.mergesFactor),
      leastMerges: z.number().int().min(0).default(DEFAULT_ALARMS.leastMerges),
      reviewDays: z.number().min(0).default(DEFAULT_ALARMS.reviewDays),
      unlinkedShareChange: z.number().min(0).max(1).default(DEFAULT_ALARMS.unlinkedShareChange),
    })
    .prefault({}),
  survivorship: z
    .strictObject({
      priority: z.record(z.string(), z.array(systemName)).default({}),
      /** How the value of a field is chosen; domain/goldenRecord/rules.ts has the defaults. */
      rules: z.strictObject(survivorshipRules).default({}),
    })
    .prefault({}),
  /** Which field of which source says whose customers and orders these are; `sources` left out: every one. */
  rowScopes: z
    .strictObject({ account: rowScope('account'), distributor: rowScope('distributor'), territory: rowScope('territory') })
    .prefault({}),
  /** Systems in order of rank: the first one's view of an event leads. Left out: the order of `sources`. */
  eventRank: z.array(systemName).optional(),
  /** How the views of two systems are told to be one event beside shared references, and what must agree. */
  reconciliation: reconciliationSchema,
  /** Prometheus' text on a port of its own. */
  metrics: metricsSchema,
  /** OpenTelemetry spans to a collector. */
  traces: tracesSchema,
  /** How long final events are kept, by kind, and where they go then. */
  retention: retentionSchema,
  contactPolicy: z
    .strictObject({
      timeZones: z.record(z.string(), timeZone).default({}),
      quietHours: z
        .partialRecord(z.enum(channels), z.strictObject({ fromHour: hour, untilHour: hour, days: z.array(z.number().int().min(0).max(6)).default([]) }))
        .default({}),
      recentTouches: z.strictObject({ count: z.number().int().min(1), days: z.number().min(1) }).default({ count: 5, days: 7 }),
      consentNeeded: z.array(z.enum(purposes)).default(['MARKETING', 'SALES']),
      /** How long ago a consent may have been read; it is never taken from an older record, whatever may be shown of that one. */
      consentMaxAgeMs: milliseconds.default(24 * 60 * 60 * 1000),
    })
    .prefault({}),
}).refine(({ documents, documentsPath }) => documents === 'any' || documentsPath !== undefined, {
  path: ['documentsPath'], error: 'must name the folder of the registered documents',
}).superRefine(({ sources, deadlineMs }, { addIssue }) => {
  for (const system of tooSlowForSnapshots(sources, deadlineMs)) {
    addIssue({ code: 'custom', path: ['sources', system, 'answerMs'], message: 'must be less than deadlineMs, or nothing is known in time of a source that hangs: lower it, or use read: live' });
  }
}).refine(({ streams, limits }) => streams.maxInAll < limits.maxConnections, {
  // Who listens must not keep everybody else from asking.
  path: ['streams', 'maxInAll'], error: 'must be less than limits.maxConnections',
});

/** The YAML after defaults; `gateway/config.ts` makes a GatewayConfig of it. */
export type ConfigFile = z.infer<typeof configSchema>;
