/**
 * The store decides which rows there are; what their sources say now can take a row out of the caller's row scope before
 * ingest has followed. Such a row keeps its place in a list and is null. Asked of callers only whose row scope is one of
 * values (account, distributor, territory): for all others nothing is read, and nothing waited for.
 */
import type { GraphQLResolveInfo } from 'graphql';
import type { RowView } from '../../domain/principal.ts';
import type { PartyRecord } from '../../domain/records.ts';
import { keysOfRecords, namesSelf, ROW_SCOPES, scopeKeysOf } from '../../domain/rowScopes.ts';
import { systemOf, type SourceRef } from '../../domain/sourceRef.ts';
import type { TimelineRow } from '../../datasources/mongo/store.ts';
import type { RequestContext } from '../context.ts';
import { signalChanged } from './changedRecords.ts';
import type { CustomerHandle } from './CustomerHandle.ts';
import { customerOfParty } from './customers.ts';
import { keptBy } from './kept.ts';
import type { MaybePromise } from './maybePromise.ts';
import { ADDRESSES, CONTACT_POINTS, CORE, IDENTIFIERS, partsOf, RELATIONS, SUBSCRIPTIONS, type PartMask } from './parts.ts';
import { PartyReads, type Reading } from './PartyReads.ts';
import { selectedFields } from './selection.ts';

type Selected = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>;

const CORE_PARTS = partsOf(CORE);

/** Fields of a customer that show no value of a source: they alone are no reason to ask one. */
const STORED_FIELDS: ReadonlySet<string> = new Set(['id', 'kind', '__typename', '__denied', 'identities', 'sources']);

/** What the fields read, so that the check and they are one call. A hint: a field that is missing here costs another call. */
const PARTS_OF_FIELD: Readonly<Record<string, PartMask>> = {
  emails: CONTACT_POINTS,
  phones: CONTACT_POINTS,
  taxIds: IDENTIFIERS,
  loyaltyIds: IDENTIFIERS,
  addresses: ADDRESSES,
  subscriptions: SUBSCRIPTIONS,
  contactPolicy: CONTACT_POINTS | ADDRESSES | SUBSCRIPTIONS,
  guidance: CONTACT_POINTS | ADDRESSES | SUBSCRIPTIONS,
  contacts: RELATIONS | IDENTIFIERS,
  organisations: RELATIONS | IDENTIFIERS,
};
const MASKED = /__masked$/;

/** The keys that values decide; null where the caller's rows do not depend on values. */
function valueKeys({ rows }: RowView): readonly string[] | null {
  if (rows.all) return null;
  const keys = keysOfRecords(rows.keys);
  return keys.length > 0 ? keys : null;
}

const isSelf = (customer: CustomerHandle, { rows }: RowView): boolean => !rows.all && namesSelf(rows.keys, customer.index.ids);

const gives = (records: readonly PartyRecord[], keys: readonly string[], { config }: RequestContext): boolean =>
  scopeKeysOf(records, config.rowScopes).some((key) => keys.includes(key));

/** Whether a system can put a row into this scope: by configuration, and by what it gives at all. */
function mayGive(system: string, keys: readonly string[], { config }: RequestContext): boolean {
  return ROW_SCOPES.some((name) => {
    const { field, sources } = config.rowScopes[name];
    return keys.some((key) => key.startsWith(`${name}:`)) && (sources?.includes(system) ?? true) && (config.gives.get(system)?.has(field) ?? true);
  });
}

/** `read`: the customer's party records, at least those that can give a key. */
async function isInScope(customer: CustomerHandle, keys: readonly string[], read: MaybePromise<Reading>): Promise<boolean> {
  const { ctx, index } = customer;
  const { outcomes, seen } = await read;
  if (gives(seen.map(({ record }) => record), keys, ctx)) return true;
  // What could not be asked may be what puts it into scope: then the store's word stands.
  if (outcomes.some(({ outcome, system }) => outcome === 'DOWN' && mayGive(system, keys, ctx))) return true;
  const refs = index.parties.map(({ ref }) => ref);
  if (refs.some((ref) => ctx.deniedSystems.has(systemOf(ref)) && mayGive(systemOf(ref), keys, ctx))) return true;
  signalChanged(ctx, refs);
  return false;
}

/**
 * The customer, or null where nothing that its sources say now puts it into the caller's row scope. Null `info`: what is
 * asked of it is not known.
 */
export function inLiveScope(customer: CustomerHandle, info: Selected | null): MaybePromise<CustomerHandle | null> {
  const { view } = customer.ctx;
  if (view.rows.all) return customer;
  const keys = valueKeys(view);
  if (!keys || isSelf(customer, view)) return customer;
  let parts = CORE;
  let live = info === null;
  for (const field of info ? selectedFields(info) : []) {
    const name = field.replace(MASKED, '');
    if (STORED_FIELDS.has(name)) continue;
    live = true;
    parts |= PARTS_OF_FIELD[name] ?? CORE;
  }
  return live ? isInScope(customer, keys, customer.read(parts)).then((is) => (is ? customer : null)) : customer;
}

/** As `inLiveScope`, of a customer that is still looked for. */
export function foundInLiveScope(found: Promise<CustomerHandle | null>, ctx: RequestContext, info: Selected | null): Promise<CustomerHandle | null> {
  return ctx.view.rows.all ? found : found.then((customer) => customer && inLiveScope(customer, info));
}

/**
 * Which of these events the sources leave in the caller's row scope, by what they say now of the events' parties; null
 * where that decides nothing. Rejects where the store cannot say whose they are.
 */
export function eventsInLiveScope(rows: readonly TimelineRow[], ctx: RequestContext): Promise<boolean[]> | null {
  const keys = valueKeys(ctx.view);
  return keys && Promise.all(rows.map((row) => hasPartyInScope(row, keys, ctx)));
}

async function hasPartyInScope(row: TimelineRow, keys: readonly string[], ctx: RequestContext): Promise<boolean> {
  if (await isPartyInScope(row.partyRef, keys, ctx)) return true;
  const twins = row.twins.length > 0 ? [...(await ctx.store.interactions.stored(row.twins)).values()] : [];
  for (const { partyRef } of twins) if (partyRef !== row.partyRef && (await isPartyInScope(partyRef, keys, ctx))) return true;
  signalChanged(ctx, [row.ref, row.partyRef]);
  return false;
}

/** Of a customer with many events, once. To be asked only where values decide the caller's rows. */
const inScope = keptBy((customer: CustomerHandle) => {
  const keys = valueKeys(customer.ctx.view) ?? [];
  return isInScope(customer, keys, readOfGivers(customer, keys));
});

async function isPartyInScope(partyRef: SourceRef, keys: readonly string[], ctx: RequestContext): Promise<boolean> {
  const customer = await customerOfParty(partyRef, ctx);
  if (customer) return isSelf(customer, ctx.view) || inScope.of(customer);
  // The index of its customer may not have followed yet: then the record speaks for itself.
  const read = await ctx.records.read(partyRef, CORE_PARTS);
  if (read.status === 'DOWN') return true;
  return 'record' in read && read.record.type === 'party' && gives([read.record], keys, ctx);
}

/** Only the records that can decide it: nothing else of the customer is shown. */
function readOfGivers({ index, ctx }: CustomerHandle, keys: readonly string[]): MaybePromise<Reading> {
  const parties = index.parties.filter(({ ref }) => mayGive(systemOf(ref), keys, ctx));
  return new PartyReads({ parties }, ctx, () => undefined).ask(CORE);
}
