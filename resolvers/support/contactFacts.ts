/** Gathers what the contact policy decides on, each customer's facts once per request. */
import type { ContactFacts } from '../../domain/contactPolicy/decide.ts';
import { chooseAddresses, chooseIdentifiers, declaredSystems } from '../../domain/goldenRecord/choose.ts';
import type { TicketStatus, TouchRecord } from '../../domain/records.ts';
import { systemOf } from '../../domain/sourceRef.ts';
import { HEAD_PAGE_ROWS } from '../../domain/timelineHead.ts';
import type { TimelineRow } from '../../datasources/mongo/store.ts';
import type { RecordRead } from '../../datasources/upstream/reads.ts';
import type { CustomerHandle } from './CustomerHandle.ts';
import { CORE_PARTS } from './events.ts';
import { keptBy } from './kept.ts';
import { MAX_FIRST } from './page.ts';
import { ADDRESSES, CONTACT_POINTS, SUBSCRIPTIONS } from './parts.ts';
import { mayGiveConsent } from './consentAge.ts';
import type { Reading } from './PartyReads.ts';
import { timelinePage } from './timeline.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** The statuses of a ticket that is not done with. */
export const OPEN_TICKETS: readonly TicketStatus[] = ['NEW', 'OPEN', 'WAITING'];

type Standing = Pick<ContactFacts, 'emails' | 'phones' | 'addresses' | 'subscriptions' | 'consentKnown'>;
type Recent = Pick<ContactFacts, 'openComplaint' | 'touchesAtMs'>;

function isConsentKnown(handle: CustomerHandle, { outcomes }: Reading): boolean {
  const { config, deniedSystems } = handle.ctx;
  const systems = declaredSystems('subscriptions', config.survivorship);
  const mayHold = (system: string): boolean => systems?.includes(system) ?? true;
  const unread = handle.index.parties.some(({ ref }) => {
    const system = systemOf(ref);
    return deniedSystems.has(system) && mayHold(system);
  });
  return (
    !unread &&
    // One that is being matched again has none, but its opt-out may still be this customer's.
    outcomes.every((party) => !mayHold(party.system) || party.outcome === 'GONE' || mayGiveConsent(party, handle.ctx))
  );
}

async function readStanding(handle: CustomerHandle): Promise<Standing> {
  const { survivorship } = handle.ctx.config;
  const reading = await handle.read(CONTACT_POINTS | ADDRESSES | SUBSCRIPTIONS);
  return {
    emails: chooseIdentifiers(reading.seen, 'emails', survivorship).map(({ value }) => value),
    phones: chooseIdentifiers(reading.seen, 'phones', survivorship).map(({ value }) => value),
    addresses: chooseAddresses(reading.seen, survivorship).map(({ value }) => value),
    subscriptions: reading.seen.flatMap(({ record }) => record.subscriptions),
    consentKnown: isConsentKnown(handle, reading),
  };
}

function readAll(handle: CustomerHandle, rows: readonly TimelineRow[]): Promise<RecordRead[]> {
  return handle.track(handle.ctx.records.readMany(rows.map(({ ref }) => ref), CORE_PARTS));
}

/** The store knows which tickets are open, however old; what they are about and whether they still are, their source says. */
async function openComplaint(handle: CustomerHandle): Promise<ContactFacts['openComplaint']> {
  const page = await timelinePage(handle, { kinds: ['ticket'], filter: { statuses: OPEN_TICKETS }, after: null, first: MAX_FIRST });
  const reads = await readAll(handle, page.rows);
  const isOpen = reads.some(
    (read) => 'record' in read && read.record.type === 'ticket' && read.record.category === 'COMPLAINT' && OPEN_TICKETS.includes(read.record.status),
  );
  return isOpen || (reads.some((read) => read.status === 'DOWN') ? 'unknown' : false);
}

/** A mail that was sent and delivered is one touch; what the customer did with it is none. */
function countsAsTouch(read: RecordRead, sentCampaigns: ReadonlySet<string | null>): boolean {
  if (read.status === 'DOWN') return true;
  if (read.status === 'GONE' || read.record.type !== 'touch') return false;
  const { action, campaign } = read.record;
  return action === 'SENT' || (action === 'DELIVERED' && !sentCampaigns.has(campaign));
}

async function recentTouches(handle: CustomerHandle): Promise<number[]> {
  const { config, now } = handle.ctx;
  const sinceMs = now() - config.contactPolicy.recentTouches.days * DAY_MS;
  const head = await timelinePage(handle, { kinds: ['touch'], after: null, first: HEAD_PAGE_ROWS });
  const reachesBack = !head.hasMore || (head.rows.at(-1)?.atMs ?? 0) < sinceMs;
  const page = reachesBack ? head : await timelinePage(handle, { kinds: ['touch'], after: null, first: MAX_FIRST });
  const recent = page.rows.filter(({ atMs }) => atMs >= sinceMs);
  const reads = await readAll(handle, recent);
  const touches = reads.flatMap((read): TouchRecord[] => ('record' in read && read.record.type === 'touch' ? [read.record] : []));
  const sent = new Set(touches.filter(({ action }) => action === 'SENT').map(({ campaign }) => campaign));
  return recent.filter((_, index) => countsAsTouch(reads[index]!, sent)).map(({ atMs }) => atMs);
}

async function readRecent(handle: CustomerHandle): Promise<Recent> {
  const [complaint, touchesAtMs] = await Promise.all([openComplaint(handle), recentTouches(handle)]);
  return { openComplaint: complaint, touchesAtMs };
}

const standings = keptBy((handle: CustomerHandle) => handle.track(readStanding(handle)));
const recents = keptBy((handle: CustomerHandle) => handle.track(readRecent(handle)));

/**
 * The facts of a customer; tickets and touches are read only where something is to be sold, since they matter for
 * nothing else. A ticket that cannot be read makes `openComplaint` unknown, a touch that cannot be read counts.
 */
export async function contactFacts(handle: CustomerHandle, selling: boolean): Promise<ContactFacts> {
  const [standing, recent] = await Promise.all([
    standings.of(handle),
    selling ? recents.of(handle) : { openComplaint: false, touchesAtMs: [] },
  ]);
  return { ...standing, ...recent };
}
