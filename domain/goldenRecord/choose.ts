/**
 * Survivorship: which of the values that a customer's records state is shown, by the rule of its field (rules.ts). What a
 * steward has pinned wins over every rule; the caller leaves out pins that are in force no more.
 */
import { foldText } from '../normalise/name.ts';
import type { Address, Identifier, PartyRecord, PersonName } from '../records.ts';
import { DEFAULT_RULES, type ConfiguredRule, type GoldenField, type SingleField } from './rules.ts';
import { compareNewest, inOrderOfTrust } from './trust.ts';
import type { Chosen, SeenParty, SurvivorshipConfig } from './types.ts';

/** What is chosen from a record for one field. */
interface Reader<Value> {
  valueOf(record: PartyRecord): Value | null;
  /** Equal for values that a record may state in place of the other one. */
  keyOf(value: Value): string;
  textOf(value: Value): string;
}

/** Systems that configuration names for a field; undefined where it names none, which means that any may give it. */
export function declaredSystems(field: string, config: SurvivorshipConfig): readonly string[] | undefined {
  return config.priority[field];
}

function ruleOf(field: GoldenField, { rules }: SurvivorshipConfig): ConfiguredRule {
  return rules?.[field] ?? DEFAULT_RULES[field];
}

/** Characters, not code units. */
const lengthOf = (text: string): number => [...text.trim()].length;

/** The first of the records, in order of trust, for which nothing weighs more. */
function heaviest<Item>(items: readonly Item[], weightOf: (item: Item) => number): Item | undefined {
  let best: Item | undefined;
  let most = -1;
  for (const item of items) {
    const weight = weightOf(item);
    if (weight > most) [best, most] = [item, weight];
  }
  return best;
}

function newest(ordered: readonly SeenParty[]): SeenParty | undefined {
  let best: SeenParty | undefined;
  for (const each of ordered) if (!best || compareNewest(each.record, best.record) < 0) best = each;
  return best;
}

/** The record whose value a rule other than the order of trust chooses; undefined where none states one. */
function leaderOf<Value>(ordered: readonly SeenParty[], rule: ConfiguredRule, { valueOf, keyOf, textOf }: Reader<Value>): SeenParty | undefined {
  const stating = ordered.filter(({ record }) => record.pin === undefined && valueOf(record) !== null);
  const value = ({ record }: SeenParty): Value => valueOf(record)!;
  switch (rule) {
    case 'mostRecent':
      return newest(stating);
    case 'longest':
      return heaviest(stating, (each) => lengthOf(textOf(value(each))));
    case 'mostFrequent': {
      const counts = countsOf(stating.map((each) => keyOf(value(each))));
      return heaviest(stating, (each) => counts.get(keyOf(value(each)))!);
    }
    default:
      return stating[0];
  }
}

function countsOf(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** The first value, and what the others say instead. */
function firstOf<Value>(ordered: readonly SeenParty[], rule: ConfiguredRule, { valueOf }: Reader<Value>, spellingOf: (value: Value) => string): Chosen<Value> | null {
  let chosen: Chosen<Value> | null = null;
  for (const { record, fetchedAtMs } of ordered) {
    const value = valueOf(record);
    if (value === null) continue;
    if (chosen) {
      if (spellingOf(value) !== spellingOf(chosen.value)) chosen.losing.push({ value, ref: record.ref, fetchedAtMs });
    } else if (record.pin === undefined) chosen = { value, ref: record.ref, fetchedAtMs, rule, losing: [] };
    else chosen = { value, ref: record.ref, fetchedAtMs, rule: 'pinned', pin: record.pin, losing: [] };
  }
  return chosen;
}

function chooseOne<Value>(ordered: readonly SeenParty[], rule: ConfiguredRule, reader: Reader<Value>, spellingOf: (value: Value) => string): Chosen<Value> | null {
  if (rule === 'sourcePriority') return firstOf(ordered, rule, reader, spellingOf);
  const leader = leaderOf(ordered, rule, reader);
  if (!leader) return firstOf(ordered, rule, reader, spellingOf);
  const pins = ordered.filter(({ record }) => record.pin !== undefined);
  const others = ordered.filter((each) => each !== leader && each.record.pin === undefined);
  return firstOf([...pins, leader, ...others], rule, reader, spellingOf);
}

const fullOf = (name: PersonName): string => name.full;
const NAME: Reader<PersonName> = {
  valueOf: ({ name }) => (name.full.trim() === '' ? null : name),
  keyOf: ({ full }) => foldText(full),
  textOf: fullOf,
};

/**
 * The name by its rule; null where no record has a name. Where that record keeps no parts, given and family name are those
 * of the most trusted record that keeps them of the same name.
 */
export function chooseName(seen: readonly SeenParty[], config: SurvivorshipConfig): Chosen<PersonName> | null {
  const ordered = inOrderOfTrust(seen, 'name', config);
  const chosen = chooseOne(ordered, ruleOf('name', config), NAME, fullOf);
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

const asItIs = (value: string): string => value;
const readerOf = (field: Exclude<SingleField, 'name'>): Reader<string> => ({ valueOf: (record) => record[field], keyOf: asItIs, textOf: asItIs });
const SINGLES: Readonly<Record<Exclude<SingleField, 'name'>, Reader<string>>> = {
  birthDate: readerOf('birthDate'),
  account: readerOf('account'),
  language: readerOf('language'),
  territory: readerOf('territory'),
  distributor: readerOf('distributor'),
};

/** The value of a field with one value by its rule; null where no record has one. */
export function chooseSingle(seen: readonly SeenParty[], field: Exclude<SingleField, 'name'>, config: SurvivorshipConfig): Chosen<string> | null {
  return chooseOne(inOrderOfTrust(seen, field, config), ruleOf(field, config), SINGLES[field], asItIs);
}

/** What a list is chosen from. */
interface ListReader<Value> {
  valuesOf(record: PartyRecord): readonly Value[];
  /** Null for a value that is none. */
  keyOf(value: Value): string | null;
  textOf(value: Value): string;
  /** A pinned value as it is shown; `stated`: the same value as a source states it. */
  pinnedAs(value: Value, stated: Value | undefined): Value;
}

/**
 * What of a list's distinct values the rule, or a pin, leaves. `all`: each value once, from the record that it is shown
 * from, in the order of trust. What is left out stands as losing on the first row.
 */
function narrow<Value>(all: Chosen<Value>[], ordered: readonly SeenParty[], rule: ConfiguredRule, { valuesOf, keyOf, textOf, pinnedAs }: ListReader<Value>): Chosen<Value>[] {
  const byKey = new Map(all.map((each) => [keyOf(each.value)!, each]));
  const keysOf = (record: PartyRecord): string[] => [...new Set(valuesOf(record).map(keyOf))].flatMap((key) => (key === null ? [] : key));
  const leave = (kept: readonly Chosen<Value>[], keys: ReadonlySet<string>): Chosen<Value>[] => {
    const losing = all.filter(({ value }) => !keys.has(keyOf(value)!)).map(({ value, ref, fetchedAtMs }) => ({ value, ref, fetchedAtMs }));
    return kept.map((each, position) => (position === 0 ? { ...each, losing } : each));
  };

  const pinning = ordered.find(({ record }) => record.pin !== undefined && keysOf(record).length > 0);
  if (pinning) {
    const { record, fetchedAtMs } = pinning;
    const pinned = new Map(valuesOf(record).flatMap((value) => (keyOf(value) === null ? [] : [[keyOf(value)!, value] as const])));
    const rows = [...pinned].map(([key, value]): Chosen<Value> => ({ value: pinnedAs(value, byKey.get(key)?.value), ref: record.ref, fetchedAtMs, rule: 'pinned', pin: record.pin!, losing: [] }));
    return leave(rows, new Set(pinned.keys()));
  }

  const stating = ordered.filter(({ record }) => keysOf(record).length > 0);
  const only = (records: readonly SeenParty[]): Chosen<Value>[] => {
    const keys = new Set(records.flatMap(({ record }) => keysOf(record)));
    return leave(all.filter(({ value }) => keys.has(keyOf(value)!)), keys);
  };
  const one = (chosen: Chosen<Value> | undefined): Chosen<Value>[] => (chosen ? leave([chosen], new Set([keyOf(chosen.value)!])) : []);
  switch (rule) {
    case 'sourcePriority':
      return only(stating.filter(({ system }) => system === stating[0]!.system));
    case 'mostRecent': {
      const leader = newest(stating);
      return leader ? only([leader]) : [];
    }
    case 'mostFrequent': {
      const counts = countsOf(stating.flatMap(({ record }) => keysOf(record)));
      return one(heaviest(all, ({ value }) => counts.get(keyOf(value)!)!));
    }
    case 'longest':
      return one(heaviest(all, ({ value }) => lengthOf(textOf(value))));
    case 'verifiedFirst':
    case 'allDistinct':
      return all;
  }
}

/** Pins stand first in the order of trust. */
const hasPins = (ordered: readonly SeenParty[]): boolean => ordered[0]?.record.pin !== undefined;

type IdentifierField = 'emails' | 'phones' | 'taxIds' | 'loyaltyIds';

const identifierReader = (field: IdentifierField): ListReader<Identifier> => ({
  valuesOf: (record) => record[field],
  keyOf: ({ value }) => value,
  textOf: ({ value }) => value,
  // Whether it is verified is for systems to say, pinned or not.
  pinnedAs: (value, stated) => stated ?? value,
});
const IDENTIFIERS: Readonly<Record<IdentifierField, ListReader<Identifier>>> = {
  emails: identifierReader('emails'),
  phones: identifierReader('phones'),
  taxIds: identifierReader('taxIds'),
  loyaltyIds: identifierReader('loyaltyIds'),
};

/** The identifiers that the field's rule shows; each from the most trusted record that verified it, or states it. */
export function chooseIdentifiers(seen: readonly SeenParty[], field: IdentifierField, config: SurvivorshipConfig): Chosen<Identifier>[] {
  const ordered = inOrderOfTrust(seen, field, config);
  const rule = ruleOf(field, config);
  const byValue = new Map<string, Chosen<Identifier>>();
  for (const { record, fetchedAtMs } of ordered) {
    if (record.pin !== undefined) continue;
    for (const value of record[field]) {
      const known = byValue.get(value.value);
      if (!known) byValue.set(value.value, { value, ref: record.ref, fetchedAtMs, rule, losing: [] });
      else if (value.verified && !known.value.verified) {
        known.value = { ...value, label: value.label ?? known.value.label };
        known.ref = record.ref;
        known.fetchedAtMs = fetchedAtMs;
      }
    }
  }
  let all = [...byValue.values()];
  if (rule === 'verifiedFirst') all = all.filter(({ value }) => value.verified).concat(all.filter(({ value }) => !value.verified));
  return (rule === 'verifiedFirst' || rule === 'allDistinct') && !hasPins(ordered) ? all : narrow(all, ordered, rule, IDENTIFIERS[field]);
}

const fold = (text: string | null): string => (text ?? '').normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[\s.,]+/g, ' ').trim();

/** Two spellings of one address (case, accents, spaces, points) have equal keys; an address without any line is none. */
function addressKey(address: Address): string | null {
  const key = [address.street, address.postcode, address.city, address.country].map(fold).join('|');
  return key === '|||' ? null : key;
}

/** An address in one line. */
export function addressLine({ street, postcode, city, region, country }: Address): string {
  return [street, postcode, city, region, country].filter((part) => part !== null && part !== '').join(', ');
}

const ADDRESSES: ListReader<Address> = { valuesOf: ({ addresses }) => addresses, keyOf: addressKey, textOf: addressLine, pinnedAs: (value) => value };

/** The addresses that the field's rule shows, each spelt as the most trusted record spells it. */
export function chooseAddresses(seen: readonly SeenParty[], config: SurvivorshipConfig): Chosen<Address>[] {
  const ordered = inOrderOfTrust(seen, 'addresses', config);
  const rule = ruleOf('addresses', config);
  const byKey = new Map<string, Chosen<Address>>();
  for (const { record, fetchedAtMs } of ordered) {
    if (record.pin !== undefined) continue;
    for (const value of record.addresses) {
      const key = addressKey(value);
      if (key !== null && !byKey.has(key)) byKey.set(key, { value, ref: record.ref, fetchedAtMs, rule, losing: [] });
    }
  }
  const all = [...byKey.values()];
  return rule === 'allDistinct' && !hasPins(ordered) ? all : narrow(all, ordered, rule, ADDRESSES);
}
