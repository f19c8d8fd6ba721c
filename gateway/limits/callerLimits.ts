/** What one principal may use: requests and cost in a minute, different look-ups in an hour. */
import { createHash } from 'node:crypto';
import type { DistinctCounts } from '../../datasources/redis/distinctCounts.ts';
import type { Meter, MeterReading } from '../../datasources/redis/rateLimits.ts';
import { GatewayError } from '../../domain/errors.ts';
import type { Principal } from '../../domain/principal.ts';
import type { EngineGates } from '../engine/gates.ts';
import { lookUpKeys } from './lookUpKeys.ts';

/** Of one principal over all gateways. */
export interface CallerAllowance {
  requestsPerMinute: number;
  /** Cost of operations (directives/cost.ts). */
  costPerMinute: number;
  /** Different values to look up or search by. */
  lookUpsPerHour: number;
  /** Different customers, orders and events that a chatbot whose token names no customer asks for, by whatever key. */
  chatbotLookUpsPerHour: number;
  /** Gateways that are expected to run: each lets its share through while it counts alone. */
  instances: number;
}

export interface CallerLimitsParts {
  allowance: CallerAllowance;
  /** Windows of a minute. */
  requests: Meter;
  cost: Meter;
  /** Windows of an hour. */
  lookUps: DistinctCounts;
  /** True where a shared counter is configured: a reading that is not shared then means that it is away. */
  expectsShared: boolean;
  /** Equal on all instances: the values that are looked up leave the process as hashes that nobody can try values against. */
  keyedHash(text: string): string;
}

export interface CallerLimits extends Required<Pick<EngineGates, 'charge' | 'countLookUps'>> {
  /** Counts a request. Rejects with RATE_LIMITED or RATE_LIMIT_UNAVAILABLE. */
  admit(principal: Principal): Promise<void>;
}

const KEY_LENGTH = 32;

/** Makes the limits. All reject with GatewayError to refuse: RATE_LIMITED, RATE_LIMIT_UNAVAILABLE, LOOKUP_LIMIT_REACHED. */
export function createCallerLimits({ allowance, requests, cost, lookUps, expectsShared, keyedHash }: CallerLimitsParts): CallerLimits {
  const keys = new WeakMap<Principal, string>();
  /** A subject may be a person's name: only its hash leaves the process. */
  const keyOf = (principal: Principal): string => {
    let key = keys.get(principal);
    if (key === undefined) {
      const { role, subject, issuedToken } = principal;
      const who = issuedToken ? `token\0${issuedToken.id}` : `subject\0${role}\0${subject}`;
      key = createHash('sha256').update(who).digest('base64url').slice(0, KEY_LENGTH);
      keys.set(principal, key);
    }
    return key;
  };
  const share = (limit: number): number => Math.ceil(limit / allowance.instances);

  const unavailable = (retryAfterSeconds: number): GatewayError =>
    new GatewayError('RATE_LIMIT_UNAVAILABLE', 'Requests cannot be counted at present, and this token has had its share.', { retryAfterSeconds });

  /** Of an issued token nobody knows what it uses elsewhere while the shared counter is away. */
  const countsBlindly = ({ issuedToken }: Principal, shared: boolean): boolean => issuedToken !== null && expectsShared && !shared;

  const hold = (principal: Principal, { used, endsInSeconds, shared }: MeterReading, limit: number, message: string): void => {
    if (used <= (shared ? limit : share(limit))) return;
    if (countsBlindly(principal, shared)) throw unavailable(endsInSeconds);
    throw new GatewayError('RATE_LIMITED', message, { retryAfterSeconds: endsInSeconds });
  };

  return {
    async admit(principal) {
      const limit = principal.issuedToken?.requestsPerMinute ?? allowance.requestsPerMinute;
      hold(principal, await requests.add(keyOf(principal), 1), limit, 'Too many requests: slow down.');
    },
    async charge(principal, points) {
      const limit = principal.issuedToken?.costPerMinute ?? allowance.costPerMinute;
      const reading = await cost.add(keyOf(principal), Math.max(1, Math.ceil(points)));
      hold(principal, reading, limit, 'Your queries have cost too much of late: ask for less, or later.');
    },
    async countLookUps(principal, asked) {
      const unbound = principal.role === 'chatbot' && principal.customerId === null;
      const members = lookUpKeys(asked, unbound).map((key) => keyedHash(`look-up\0${key}`).slice(0, KEY_LENGTH));
      if (members.length === 0) return;
      const limit = unbound ? allowance.chatbotLookUpsPerHour : allowance.lookUpsPerHour;
      const { admitted, endsInSeconds, shared } = await lookUps.admit({ key: keyOf(principal), members, limit, ownLimit: share(limit) });
      if (admitted) return;
      if (countsBlindly(principal, shared)) throw unavailable(endsInSeconds);
      throw new GatewayError('LOOKUP_LIMIT_REACHED', 'You have looked too many different values up in this hour.', { retryAfterSeconds: endsInSeconds });
    },
  };
}
