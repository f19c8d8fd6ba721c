/**
 * May this customer be contacted on this channel for this purpose, now? Every reason against is told. The systems'
 * statements are never merged into one: the most restrictive counts, what is unknown counts as no, and no source's
 * consent outweighs another's opt-out (DESIGN section 7, last point). A consent holds for the contact point that it names
 * and for no other, so neither a merge nor a pinned value grants any; an opt-out holds for the whole channel.
 */
import { addressLine } from '../goldenRecord/choose.ts';
import { foldText } from '../normalise/name.ts';
import type { Address, Channel, Identifier, Purpose, Subscription } from '../records.ts';
import { isQuiet, quietUntil } from './localTime.ts';
import type { ContactPolicyConfig } from './types.ts';

/** Channels that a guidance may be asked for; chat and visit have no contact point and no quiet hours of their own. */
export type ContactChannel = Channel | 'CHAT' | 'VISIT';

export type ContactReason =
  | 'NO_CONSENT'
  | 'OPTED_OUT'
  | 'SUPPRESSED'
  | 'OPEN_COMPLAINT'
  | 'COMPLAINTS_UNKNOWN'
  | 'QUIET_HOURS'
  | 'RECENT_TOUCHES'
  | 'NO_CONTACT_POINT'
  | 'CONSENT_UNKNOWN';

/** What is known of the customer at the moment of deciding. */
export interface ContactFacts {
  emails: readonly Identifier[];
  phones: readonly Identifier[];
  addresses: readonly Address[];
  /** Statements of all records, each as its system makes it. */
  subscriptions: readonly Subscription[];
  /** False if a record that may hold statements could not be read, or only from longer ago than `consentMaxAgeMs`. */
  consentKnown: boolean;
  /** `unknown` if tickets could not be read. */
  openComplaint: boolean | 'unknown';
  /** When the customer was last contacted by a campaign, newest first. */
  touchesAtMs: readonly number[];
}

export interface ContactDecision {
  allowed: boolean;
  reasons: ContactReason[];
  /** The contact points that it is allowed at, addresses in one line; none where it is not allowed, or the channel has none. */
  at: string[];
  /** When all reasons will have passed by themselves; null if allowed, or if one of them does not pass. */
  untilMs: number | null;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const SELLING: ReadonlySet<Purpose> = new Set(['MARKETING', 'SALES']);

/** The customer's contact points of a channel; null for a channel that has none. */
function pointsOf(facts: ContactFacts, channel: ContactChannel): string[] | null {
  switch (channel) {
    case 'EMAIL':
      return facts.emails.map(({ value }) => value);
    case 'PHONE':
    case 'SMS':
      return facts.phones.map(({ value }) => value);
    case 'POST':
      return facts.addresses.map(addressLine);
    case 'CHAT':
    case 'VISIT':
      return null;
  }
}

/** Those of the points for which a consent is stated. */
function consentedOf(points: readonly string[], facts: ContactFacts, channel: ContactChannel, purpose: Purpose): string[] {
  const named = (point: string) => (channel === 'POST' ? foldText(point) : point);
  const stated = facts.subscriptions.filter((each) => each.channel === channel && each.purpose === purpose && each.status === 'SUBSCRIBED');
  const consented = new Set(stated.map(({ contactPoint }) => named(contactPoint)));
  return points.filter((point) => consented.has(named(point)));
}

/** `consented`: whether a consent is stated for one of the customer's contact points; null where it has none. */
function consentReasons(facts: ContactFacts, channel: ContactChannel, purpose: Purpose, needed: boolean, consented: boolean | null): ContactReason[] {
  const reasons: ContactReason[] = [];
  const onChannel = facts.subscriptions.filter((each) => each.channel === channel);
  // A bounce or complaint holds for the address, whatever it was for.
  if (onChannel.some((each) => each.status === 'SUPPRESSED')) reasons.push('SUPPRESSED');
  const forPurpose = onChannel.filter((each) => each.purpose === purpose);
  if (forPurpose.some((each) => each.status === 'UNSUBSCRIBED')) reasons.push('OPTED_OUT');
  if (!needed) return reasons;
  if (!facts.consentKnown) reasons.push('CONSENT_UNKNOWN');
  else if (!(consented ?? forPurpose.some((each) => each.status === 'SUBSCRIBED')) && reasons.length === 0) reasons.push('NO_CONSENT');
  return reasons;
}

/** The time zone of the customer's first address with a known country. */
export function timeZoneOf(addresses: readonly Address[], config: ContactPolicyConfig): string {
  const country = addresses.find((address) => address.country !== null)?.country;
  return (country == null ? undefined : config.timeZones[country]) ?? config.timeZones.default;
}

/** Decides for one channel and purpose at `nowMs`. Pure: equal facts, equal decision. */
export function decideContact(
  facts: ContactFacts,
  channel: ContactChannel,
  purpose: Purpose,
  config: ContactPolicyConfig,
  nowMs: number,
): ContactDecision {
  const reasons: ContactReason[] = [];
  const points = pointsOf(facts, channel);
  if (points?.length === 0) reasons.push('NO_CONTACT_POINT');
  const needed = config.consentNeeded.includes(purpose);
  const at = points && needed ? consentedOf(points, facts, channel, purpose) : (points ?? []);
  reasons.push(...consentReasons(facts, channel, purpose, needed, points && points.length > 0 ? at.length > 0 : null));
  const selling = SELLING.has(purpose);
  if (selling && facts.openComplaint === true) reasons.push('OPEN_COMPLAINT');
  if (selling && facts.openComplaint === 'unknown') reasons.push('COMPLAINTS_UNKNOWN');
  const lasting = reasons.length;

  const timeZone = timeZoneOf(facts.addresses, config);
  const quiet = channel === 'CHAT' || channel === 'VISIT' ? undefined : config.quietHours[channel];
  if (isQuiet(quiet, nowMs, timeZone)) reasons.push('QUIET_HOURS');
  const restedAtMs = selling ? restedAt(facts.touchesAtMs, config, nowMs) : nowMs;
  if (restedAtMs > nowMs) reasons.push('RECENT_TOUCHES');

  const passes = lasting === 0 && reasons.length > 0;
  return { allowed: reasons.length === 0, reasons, at: reasons.length === 0 ? at : [], untilMs: passes ? quietUntil(quiet, restedAtMs, timeZone) : null };
}

/** When fewer than the allowed count of touches will lie within the window; `nowMs` if that is so now. */
function restedAt(touchesAtMs: readonly number[], { recentTouches }: ContactPolicyConfig, nowMs: number): number {
  const windowMs = recentTouches.days * DAY_MS;
  const recent = touchesAtMs.filter((atMs) => atMs > nowMs - windowMs && atMs <= nowMs).sort((a, b) => b - a);
  const deciding = recent[recentTouches.count - 1];
  return deciding === undefined ? nowMs : deciding + windowMs;
}
