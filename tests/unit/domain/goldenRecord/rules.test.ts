import fc from 'fast-check';
import { chooseAddresses, chooseIdentifiers, chooseName, chooseSingle } from '../../../../domain/goldenRecord/choose.ts';
import { DEFAULT_RULES, GOLDEN_FIELDS, RULES_OF_FIELD, type ConfiguredRule, type GoldenField } from '../../../../domain/goldenRecord/rules.ts';
import type { SeenParty, SurvivorshipConfig } from '../../../../domain/goldenRecord/types.ts';
import type { PartyRecord } from '../../../../domain/records.ts';
import { identifier, party } from '../../../support/fakes/records.ts';

const seen = (ref: string, over: Partial<PartyRecord>): SeenParty => ({ record: party(ref, over), system: ref.split(':')[0]!, fetchedAtMs: 1 });
const under = (field: GoldenField, rule: ConfiguredRule): SurvivorshipConfig => ({ priority: { default: ['erp', 'shop', 'desk'] }, rules: { [field]: rule } });
const named = (full: string) => ({ name: { full, given: null, family: null } });
const at = (day: number) => `2025-01-0${day}T00:00:00.000Z`;
const address = (street: string, city: string | null = 'Leeds') => ({ street, city, postcode: null, region: null, country: 'GB' });

describe('the rules of a field with one value', () => {
  const names = [
    seen('erp:party:1', { ...named('A. King'), updatedAt: at(1) }),
    seen('shop:party:2', { ...named('Ada King'), updatedAt: at(3) }),
    seen('shop:party:3', { ...named('Ada Kingsley'), updatedAt: at(2) }),
    seen('desk:party:4', { ...named('ADA  KING'), updatedAt: null }),
  ];

  it.each<[ConfiguredRule, string, string]>([
    ['sourcePriority', 'A. King', 'erp:party:1'],
    ['mostRecent', 'Ada King', 'shop:party:2'],
    ['longest', 'Ada Kingsley', 'shop:party:3'],
    // Two records say so, in different letters: it is spelt as the more trusted one spells it.
    ['mostFrequent', 'Ada King', 'shop:party:2'],
  ])('choose by %s', (rule, full, ref) => {
    expect(chooseName(names, under('name', rule))).toMatchObject({ value: { full }, ref, rule });
  });

  it('keep everything that lost, in the order of trust', () => {
    expect(chooseName(names, under('name', 'longest'))!.losing.map(({ ref }) => ref)).toEqual(['erp:party:1', 'shop:party:2', 'desk:party:4']);
  });

  it.each<[string, ConfiguredRule]>([['mostRecent', 'mostRecent'], ['mostFrequent', 'mostFrequent'], ['longest', 'longest']])('break a tie of %s by source priority, then by ref', (_name, rule) => {
    const tied = [seen('desk:party:1', named('Ada Lo')), seen('shop:party:3', named('Eve Lo')), seen('shop:party:2', named('Una Lo'))];
    expect(chooseName(tied, under('name', rule))?.ref).toBe('shop:party:2');
  });

  it('pass over records that state no value', () => {
    const records = [seen('erp:party:1', { birthDate: null, updatedAt: at(9) }), seen('desk:party:2', { birthDate: '1990-01-01', updatedAt: at(1) })];
    expect(chooseSingle(records, 'birthDate', under('birthDate', 'mostRecent'))?.value).toBe('1990-01-01');
    expect(chooseSingle(records.slice(0, 1), 'birthDate', under('birthDate', 'mostFrequent'))).toBeNull();
  });

  it('count a date by the records that state it', () => {
    const records = ['1990-02-01', '1990-01-02', '1990-01-02'].map((birthDate, index) => seen(`${['erp', 'shop', 'desk'][index]}:party:1`, { birthDate }));
    expect(chooseSingle(records, 'birthDate', under('birthDate', 'mostFrequent'))).toMatchObject({ value: '1990-01-02', ref: 'shop:party:1', losing: [{ value: '1990-02-01' }] });
  });
});

describe('the rules of a list', () => {
  const emails = [
    seen('erp:party:1', { emails: [identifier('a@x.org')], updatedAt: at(1) }),
    seen('erp:party:5', { emails: [identifier('e@x.org')], updatedAt: at(2) }),
    seen('shop:party:2', { emails: [identifier('b@x.org'), identifier('c@x.org', true)], updatedAt: at(2) }),
    seen('desk:party:3', { emails: [identifier('c@x.org')], updatedAt: at(3) }),
  ];

  it.each<[ConfiguredRule, string[], string[]]>([
    ['verifiedFirst', ['c@x.org', 'e@x.org', 'a@x.org', 'b@x.org'], []],
    ['allDistinct', ['e@x.org', 'a@x.org', 'b@x.org', 'c@x.org'], []],
    ['sourcePriority', ['e@x.org', 'a@x.org'], ['b@x.org', 'c@x.org']],
    ['mostRecent', ['c@x.org'], ['e@x.org', 'a@x.org', 'b@x.org']],
    ['mostFrequent', ['c@x.org'], ['e@x.org', 'a@x.org', 'b@x.org']],
  ])('choose by %s and keep what lost beside the first value', (rule, shown, lost) => {
    const chosen = chooseIdentifiers(emails, 'emails', under('emails', rule));
    expect(chosen.map(({ value }) => value.value)).toEqual(shown);
    expect(chosen[0]!.losing.map(({ value }) => value.value)).toEqual(lost);
    expect(chosen.slice(1).flatMap(({ losing }) => losing)).toEqual([]);
    expect(new Set(chosen.map((each) => each.rule))).toEqual(new Set([rule]));
  });

  it('show a value as verified by whatever system has verified it', () => {
    expect(chooseIdentifiers(emails, 'emails', under('emails', 'mostRecent'))[0]).toMatchObject({ value: { value: 'c@x.org', verified: true }, ref: 'shop:party:2' });
  });

  it.each<[ConfiguredRule, string[]]>([
    ['allDistinct', ['Low Road', 'High Street 1, Flat 2', 'Mill Lane 5']],
    ['longest', ['High Street 1, Flat 2']],
    ['mostFrequent', ['Mill Lane 5']],
    ['sourcePriority', ['Low Road']],
    ['mostRecent', ['Mill Lane 5']],
  ])('choose addresses by %s', (rule, streets) => {
    const records = [
      seen('desk:party:3', { addresses: [address('MILL LANE 5')], updatedAt: at(5) }),
      seen('shop:party:2', { addresses: [address('High Street 1, Flat 2'), address('Mill Lane 5')], updatedAt: at(1) }),
      seen('erp:party:1', { addresses: [address('Low Road', null)], updatedAt: null }),
    ];
    expect(chooseAddresses(records, under('addresses', rule)).map(({ value }) => value.street)).toEqual(streets);
  });

  it('are empty where no record states a value', () => {
    for (const rule of RULES_OF_FIELD.emails) expect(chooseIdentifiers([seen('erp:party:1', {})], 'emails', under('emails', rule))).toEqual([]);
    for (const rule of RULES_OF_FIELD.addresses) expect(chooseAddresses([], under('addresses', rule))).toEqual([]);
  });
});

const word = fc.constantFrom('Ada', 'Eve', 'Lo', 'King', 'Marín');
const record = fc.record({
  system: fc.constantFrom('erp', 'shop', 'desk', 'elsewhere'),
  full: fc.array(word, { maxLength: 2 }).map((words) => words.join(' ')),
  birthDate: fc.option(fc.constantFrom('1990-01-02', '1990-02-01')),
  emails: fc.uniqueArray(fc.constantFrom('a@x.org', 'b@x.org', 'c@x.org'), { maxLength: 2 }),
  verified: fc.boolean(),
  streets: fc.uniqueArray(fc.constantFrom('Low Road', 'LOW ROAD', 'Mill Lane 5'), { maxLength: 2 }),
  updatedAt: fc.option(fc.constantFrom(at(1), at(2))),
});

it('chooses the same whatever order the records come in, by every rule of every field', () => {
  const fields = fc.record(Object.fromEntries(GOLDEN_FIELDS.map((field) => [field, fc.constantFrom(...RULES_OF_FIELD[field])])) as unknown as Record<GoldenField, fc.Arbitrary<ConfiguredRule>>);
  fc.assert(
    fc.property(fields, fc.array(record, { maxLength: 6 }), fc.infiniteStream(fc.nat()), (rules, stated, random) => {
      const records = stated.map(({ system, full, emails, verified, streets, ...rest }, index) =>
        seen(`${system}:party:${index}`, { ...named(full), ...rest, emails: emails.map((value) => identifier(value, verified)), addresses: streets.map((street) => address(street)) }),
      );
      const shuffled = records.map((each) => ({ each, key: random.next().value as number })).sort((a, b) => a.key - b.key).map(({ each }) => each);
      const config: SurvivorshipConfig = { priority: { default: ['erp', 'shop', 'desk'] }, rules };
      const choose = (all: readonly SeenParty[]) => [chooseName(all, config), chooseSingle(all, 'birthDate', config), chooseIdentifiers(all, 'emails', config), chooseAddresses(all, config)];
      expect(choose(shuffled)).toEqual(choose(records));
    }),
    { seed: 7, numRuns: 300 },
  );
});

it('has a default for every field, of the rules that fit it', () => {
  for (const field of GOLDEN_FIELDS) expect(RULES_OF_FIELD[field]).toContain(DEFAULT_RULES[field]);
});
