/**
 * Survivorship: which of the values that a customer's records state is shown. Single values go to the system trusted
 * most, then to the record changed last, then to the smaller ref, so that the choice never depends on the order of
 * arrival. Values of which a party may have several are all shown, verified ones first.
 */
import { foldText } from '../normalise/name.ts';
import type { Address, Identifier, PartyRecord, PersonName } from '../records.ts';
import type { Chosen, SeenParty, SurvivorshipConfig } from './types.ts';

/** The fields with one value, as configuration names them under `survivorship.priority`. */
export type SingleField = 'name' | 'birthDate' | 'account' | 'language' | 'territory' | 'distributor';
/** The fields that show every distinct value. */
export type DistinctField = 'emails' | 'phones' | 'taxIds' | 'loyaltyIds' | 'addresses';
export type GoldenField = SingleField | DistinctField;

/** Systems that configuration names for a field; undefined where it names none, which means that any may give it. */
export function declaredSystems(field: string, config: SurvivorshipConfig): readonly string[] | undefined {
  return config.priority[field];
}

/** Systems that configuration does not name come last. */
function rankOf({ system }: SeenParty, systems: readonly string[]): number {
  const index = systems.indexOf(system);
  return index < 0 ? systems.length : index;
}

function compareTrust(a: SeenParty, b: SeenParty, systems: readonly string[]): number {
  return rankOf(a, systems) - rankOf(b, systems) || compareNewest(a.record, b.record) || (a.record.ref < b.record.ref ? -1 : 1);
}

/**
 * The records in order of trust for one field: system, then newest change, then ref. Records that are in this order
 * already are given back as they are, so a reading that is ordered once is not sorted again for each of its fields.
 */
export function inOrderOfTrust(seen: readonly SeenParty[], field: GoldenField | 'default', config: SurvivorshipConfig): readonly SeenParty[] {
  const systems = config.priority[field] ?? config.priority.default;
  for (let next = 1; next < seen.length; next += 1) {
    if (compareTrust(seen[next - 1]!, seen[next]!, systems) > 0) return [...seen].sort((a, b) => compareTrust(a, b, systems));
  }
  return seen;
}

function compareNewest(a: PartyRecord, b: PartyRecord): number {
  const left = a.updatedAt ?? '';
  const right = b.updatedAt ?? '';
  return left < right ? 1 : left > right ? -1 : 0;
}

function firstOf<Value>(
  ordered: readonly SeenParty[],
  valueOf: (record: PartyRecord) => Value | null,
  keyOf: (value: Value) => string,
): Chosen<Value> | null {
  let chosen: Chosen<Value> | null = null;
  for (const { record, fetchedAtMs } of ordered) {
    const value = valueOf(record);
    if (value === null) continue;
    if (!chosen) chosen = { value, ref: record.ref, fetchedAtMs, rule: 'sourcePriority', losing: [] };
    else if (keyOf(value) !== keyOf(chosen.value)) chosen.losing.push({ value, ref: record.ref, fetchedAtMs });
  }
  return chosen;
}

/**
 * The name of the most trusted system that has one; null where no record has a name. Where that system keeps no parts,
 * given and family name are those of the most trusted record that keeps them of the same name.
 */
export function chooseName(seen: readonly SeenParty[], config: SurvivorshipConfig): Chosen<PersonName> | null {
  const ordered = inOrderOfTrust(seen, 'name', config);
  const chosen = firstOf(
    ordered,
    ({ name }) => (name.full.trim() === '' ? null : name),
    (name) => name.full,
  );
  if (chosen && chosen.value.given === null && chosen.value.family === null) chosen.value = withParts(chosen.value, ordered);
  return chosen;
}

function withParts(name: PersonName, ordered: readonly SeenParty[]): PersonName {
  let folded: string | null = null;
  for (const { record } of ordered) {
    const { given, family } = record.name;
    if (!given || !family) continue;
    // Letter by letter first: it is the usual case, and folding costs.
    if (name.full === `${given} ${family}`) return { full: name.full, given, family };
    folded ??= foldText(name.full);
    if (folded === foldText(`${given} ${family}`) || folded === foldText(`${family} ${given}`)) return { full: name.full, given, family };
  }
  return name;
}

/** The value of the most trusted system that has one; null where none has. */
export function chooseSingle(
  seen: readonly SeenParty[],
  field: Exclude<SingleField, 'name'>,
  config: SurvivorshipConfig,
): Chosen<string> | null {
  return firstOf(
    inOrderOfTrust(seen, field, config),
    (record) => record[field],
    (value) => value,
  );
}

/** Every distinct value, the verified ones first; each from the most trusted record that verified it, or states it. */
export function chooseIdentifiers(
  seen: readonly SeenParty[],
  field: 'emails' | 'phones' | 'taxIds' | 'loyaltyIds',
  config: SurvivorshipConfig,
): Chosen<Identifier>[] {
  const byValue = new Map<string, Chosen<Identifier>>();
  for (const { record, fetchedAtMs } of inOrderOfTrust(seen, field, config)) {
    for (const value of record[field]) {
      const known = byValue.get(value.value);
      if (!known) byValue.set(value.value, { value, ref: record.ref, fetchedAtMs, rule: 'verifiedFirst', losing: [] });
      else if (value.verified && !known.value.verified) {
        known.value = { ...value, label: value.label ?? known.value.label };
        known.ref = record.ref;
        known.fetchedAtMs = fetchedAtMs;
      }
    }
  }
  const all = [...byValue.values()];
  return all.filter(({ value }) => value.verified).concat(all.filter(({ value }) => !value.verified));
}

const fold = (text: string | null): string => (text ?? '').normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[\s.,]+/g, ' ').trim();

/** Two spellings of one address (case, accents, spaces, points) have equal keys. */
function addressKey(address: Address): string {
  return [address.street, address.postcode, address.city, address.country].map(fold).join('|');
}

/** Every distinct address, those of the most trusted system first; an address without any line is none. */
export function chooseAddresses(seen: readonly SeenParty[], config: SurvivorshipConfig): Chosen<Address>[] {
  const byKey = new Map<string, Chosen<Address>>();
  for (const { record, fetchedAtMs } of inOrderOfTrust(seen, 'addresses', config)) {
    for (const value of record.addresses) {
      const key = addressKey(value);
      if (key !== '|||' && !byKey.has(key)) byKey.set(key, { value, ref: record.ref, fetchedAtMs, rule: 'allDistinct', losing: [] });
    }
  }
  return [...byKey.values()];
}
