/** The business rules of the benchmark's deployment, one for all variants. */
import { identityConfig } from '../domain/identity/config.ts';
import { DEFAULT_ROW_SCOPES } from '../domain/rowScopes.ts';
import type { BusinessConfig } from '../resolvers/context.ts';
import { SYSTEMS } from './data.ts';

export const BENCH_CONFIG: BusinessConfig = {
  identity: identityConfig({}, SYSTEMS),
  survivorship: { priority: { default: ['erp', 'shop', 'callcenter', 'mailing'], addresses: ['shop', 'erp'] } },
  contactPolicy: {
    timeZones: { default: 'Europe/Madrid' },
    quietHours: {},
    recentTouches: { count: 5, days: 7 },
    consentNeeded: ['MARKETING', 'SALES'],
    consentMaxAgeMs: 86_400_000,
  },
  // Nothing is known of what each cannot give.
  gives: new Map(),
  lookupMissMs: 60_000,
  rowScopes: DEFAULT_ROW_SCOPES,
  eventRank: SYSTEMS,
};
