/** Index documents from what they are derived from: a pure function, so that they can be thrown away and made anew. */
import { chooseName } from '../goldenRecord/choose.ts';
import type { SeenParty, SurvivorshipConfig } from '../goldenRecord/types.ts';
import { identityPartners, isHeldKey, lookUpKeysOf } from '../identity/keys.ts';
import type { CustomerDocument, Link, Pointer } from '../identity/link.ts';
import { nameSortText, wordsOf } from '../normalise/name.ts';
import { bornKey, namedKey } from '../partyKeys.ts';
import type { PartyRecord } from '../records.ts';
import { DEFAULT_ROW_SCOPES, scopeKeysOf, type RowScopesConfig } from '../rowScopes.ts';
import type { EventType, SourceRef } from '../sourceRef.ts';
import { encodeHead, type TimelineHeadRow } from '../timelineHead.ts';
import { indexedKeys, indexedRecords, MOST_OTHERS } from './bounds.ts';
import { marksOf } from './marks.ts';
import type { PlannedDocument } from './plan.ts';
import type { Related } from './relations.ts';
import type { IndexedParty, StoredCustomerIndexDocument } from './types.ts';
import { pointerBehind } from './union.ts';

/** A party record as the store keeps it, as far as the index is concerned. */
export interface LinkedParty {
  _id: SourceRef;
  system: string;
  record: PartyRecord | null;
  keys: readonly string[];
  link: Link | null;
  evidence: readonly string[];
  fetchedAt: Date;
}

export interface BuildInput {
  planned: PlannedDocument;
  customers: ReadonlyMap<string, CustomerDocument>;
  /** The records linked to `planned.ids`; of pins, those in force. */
  parties: readonly LinkedParty[];
  related: ReadonlyMap<SourceRef, Related>;
  /** Its newest events of each kind. */
  rows: readonly TimelineHeadRow[];
  survivorship: SurvivorshipConfig;
  systems: readonly string[];
  /** Which field of which source gives the row-scope keys; by default each the field of its name. */
  rowScopes?: RowScopesConfig;
}

/** The derived content: everything but times of writing, hash and revision. */
export type IndexContent = Omit<StoredCustomerIndexDocument, 'asOf' | 'hash' | 'revision'>;

const KINDS: readonly EventType[] = ['order', 'ticket', 'call', 'touch', 'interaction'];
const sorted = (values: Iterable<string>): string[] => [...new Set(values)].sort();

/** One index document. */
export function buildContent(input: BuildInput): IndexContent {
  const { planned, customers, related, rows, survivorship } = input;
  const parties = [...indexedRecords(input.parties)].sort((a, b) => (a._id < b._id ? -1 : 1));
  const records = parties.flatMap(({ record }) => record ?? []);
  const seen = parties.flatMap(({ record, system, fetchedAt }): SeenParty[] => (record ? [{ record, system, fetchedAtMs: fetchedAt.getTime() }] : []));
  const name = chooseName(seen, survivorship)?.value;
  const own = new Set(parties.map(({ _id }) => _id));
  const others = (side: keyof Related) => sorted(parties.flatMap(({ _id }) => related.get(_id)?.[side] ?? []).filter((ref) => !own.has(ref))).slice(0, MOST_OTHERS);
  const head = (kind: EventType) => encodeHead(rows.filter((row) => row.kind === kind));

  return {
    _id: planned._id,
    customerId: planned.customerId,
    audience: planned.audience,
    ids: planned.ids,
    kind: records[0]?.kind ?? 'PERSON',
    nameKey: `${name ? nameSortText(name) : ''} ${planned.customerId}`,
    tokens: sorted(records.flatMap((record) => wordsOf(`${record.name.full} ${record.name.given ?? ''} ${record.name.family ?? ''}`))).slice(0, MOST_OTHERS),
    // The ref stays when the values of a record that is gone have left.
    keys: indexedKeys(parties.map(({ _id }) => `ref:${_id}`), parties.flatMap(({ keys }) => lookUpKeysOf(keys))),
    scope: [...planned.ids.map((id) => `self:${id}`), ...scopeKeysOf(records, input.rowScopes ?? DEFAULT_ROW_SCOPES).slice(0, MOST_OTHERS)],
    parties: indexedParties(parties, input),
    contacts: others('contacts'),
    organisations: others('organisations'),
    heads: Object.fromEntries(KINDS.map((kind) => [kind, head(kind)])) as Record<EventType, string>,
    head: encodeHead(rows),
    createdAt: knownSince(records, customers.get(planned.customerId)),
  };
}

/** When the first system came to know the customer; where none says, when the gateway did. */
function knownSince(records: readonly PartyRecord[], customer: CustomerDocument | undefined): Date {
  const stated = records.flatMap(({ createdAt }) => createdAt ?? []).sort()[0];
  return stated ? new Date(stated) : (customer?.createdAt ?? new Date(0));
}

function indexedParties(parties: readonly LinkedParty[], { planned, customers, systems }: BuildInput): IndexedParty[] {
  const byRef = new Map(parties.map((party) => [party._id, party]));
  const resting = new Map<SourceRef, string[]>();
  const rest = (ref: SourceRef, keys: readonly string[]): void => void resting.set(ref, [...(resting.get(ref) ?? []), ...keys]);
  for (const id of planned.ids) {
    const pointer = customers.get(id)?.mergedInto;
    if (!pointer || (planned.verifiedOnly && !pointer.verified)) continue;
    const [own, other] = pointer.refs.map((ref) => byRef.get(ref));
    if (!own || !other) continue;
    if (pointer.rule === 'probabilistic') {
      // Either of the two may turn into somebody else.
      for (const [one, with_] of [[own, other], [other, own]] as const) rest(one._id, weighedKeys(pointer, one, with_));
      continue;
    }
    const key = agreedKey(pointer, own.keys, other.keys, systems);
    if (key) rest(own._id, [key]);
  }
  return parties.map(({ _id, link, evidence: linking, record, keys }) => {
    const evidence = record ? sorted([...linking, ...(resting.get(_id) ?? [])]) : [];
    const marks = record && evidence.length === 0 ? marksOf(record, keys) : [];
    return {
      ref: _id,
      rule: pointerBehind(link, planned.customerId, customers, planned.verifiedOnly)?.rule ?? link?.rule ?? 'founded',
      evidence,
      ...(marks.length > 0 && { marks }),
    };
  });
}

/** Fields whose agreement an equal key shows, the first of which is as good as all of them. */
const KEYED: readonly (readonly [prefix: string, fields: readonly string[]])[] = [['email:', ['email']], ['phone:', ['phone', 'mobile']], ['taxId:', ['taxId']], ['loyaltyId:', ['loyaltyId']]];

/**
 * What a pointer by weight rests on, as one of the two records holds it: of the fields that agreed, its name and birth date,
 * which every read has, and the first identifier that both have. A record with all of them agrees as it did; who lacks one
 * may be somebody else, and is weighed anew. Addresses are left out: reading them costs, and no link rests on them alone.
 */
function weighedKeys({ fields }: Pointer, { record, keys }: LinkedParty, { keys: others }: LinkedParty): string[] {
  if (!record) return [];
  const agreed = (names: readonly string[]) => names.some((name) => fields.includes(name));
  const shared = KEYED.flatMap(([prefix, names]) => (agreed(names) ? (keys.find((key) => key.startsWith(prefix) && others.includes(key)) ?? []) : []));
  return [
    ...(agreed(['givenName', 'familyName', 'organisationName']) ? [namedKey(record)] : []),
    ...(record.birthDate !== null && agreed(['birthDate']) ? [bornKey(record.birthDate)] : []),
    ...shared.slice(0, 1),
  ];
}

/** The key that a pointer rests on, as its own record holds it. */
function agreedKey({ rule }: Pointer, own: readonly string[], other: readonly string[], systems: readonly string[]): string | undefined {
  const prefix = { email: 'email:', emailAndName: 'email:', phone: 'phone:', phoneAndName: 'phone:', taxId: 'taxId:', loyaltyId: 'loyaltyId:' }[rule as string];
  if (prefix) return own.find((key) => key.startsWith(prefix) && other.includes(key));
  if (rule !== 'reference') return undefined;
  for (const key of own) {
    if (key.startsWith('sameAs:')) {
      const held = identityPartners(key, systems).find((target) => other.includes(target));
      if (held) return held;
    } else if (isHeldKey(key) && identityPartners(key, systems).some((target) => target.startsWith('sameAs:') && other.includes(target))) return key;
  }
  return undefined;
}
