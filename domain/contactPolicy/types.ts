import type { Channel, Purpose } from '../records.ts';

/** What the company has decided about contacting customers. */
export interface ContactPolicyConfig {
  /** IANA time zone per ISO 3166 country, `default` for the rest. */
  timeZones: Readonly<Record<string, string>> & { default: string };
  /** No contact from `fromHour` to `untilHour` local time (0 to 24), nor on these days (0 is Sunday), per channel. */
  quietHours: Readonly<Partial<Record<Channel, { fromHour: number; untilHour: number; days: readonly number[] }>>>;
  /** At most `count` touches within `days` for marketing and sales. */
  recentTouches: { count: number; days: number };
  /** Purposes that need a consent; for the others an opt-out is enough to forbid. */
  consentNeeded: readonly Purpose[];
  /** Consents older than this (by when they were read) count as unknown. */
  consentMaxAgeMs: number;
}
