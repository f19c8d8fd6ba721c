import { chooseAddresses, chooseIdentifiers, chooseName, chooseSingle } from '../../../../domain/goldenRecord/choose.ts';
import { isInForce, pinRecord, pinRef, type PinnedValue } from '../../../../domain/goldenRecord/pin.ts';
import { RULES_OF_FIELD } from '../../../../domain/goldenRecord/rules.ts';
import type { SeenParty, SurvivorshipConfig } from '../../../../domain/goldenRecord/types.ts';
import { isMatchingKey, keysOf, lookUpKeysOf } from '../../../../domain/identity/keys.ts';
import { memberOf } from '../../../../domain/identity/member.ts';
import type { PartyRecord } from '../../../../domain/records.ts';
import { DEFAULT_ROW_SCOPES, scopeKeysOf } from '../../../../domain/rowScopes.ts';
import { identifier, party } from '../../../support/fakes/records.ts';

const AT = '2026-03-01T00:00:00.000Z';
const END = '2026-04-01T00:00:00.000Z';
const words = { reason: 'Letter of 1 March', expiresAt: END, actor: 'stew' };
const pinned = (value: PinnedValue, name = 'a', at = AT): PartyRecord => pinRecord(pinRef(name), { ref: 'erp:party:1', kind: 'PERSON' }, value, words, at);
const seen = (record: PartyRecord): SeenParty => ({ record, system: record.ref.split(':')[0]!, fetchedAtMs: 1 });
const config: SurvivorshipConfig = { priority: { default: ['erp', 'shop'] } };
const name = (full: string) => ({ full, given: null, family: null });
const address = (street: string) => ({ street, city: 'Leeds', postcode: null, region: null, country: 'GB' });

describe('a pin', () => {
  it('is in force until its expiry, by the clock that is given', () => {
    expect(isInForce(words, Date.parse(END) - 1)).toBe(true);
    expect(isInForce(words, Date.parse(END))).toBe(false);
  });

  it('holds its value and whom it is tied to, and nothing else', () => {
    const record = pinned({ field: 'territory', value: 'North' });
    expect(record).toEqual(party('gateway:party:pin-a', {
      territory: 'North', updatedAt: AT, pin: { field: 'territory', ...words },
      references: [{ meaning: 'identity', by: 'ref', value: 'erp:party:1', role: null, from: null, until: null }],
    }));
  });

  it.each<[PinnedValue, string[]]>([
    [{ field: 'emails', value: [identifier('a@x.org')] }, ['email:a@x.org']],
    [{ field: 'phones', value: [identifier('+34600111222')] }, ['phone:+34600111222']],
    [{ field: 'taxIds', value: [identifier('12345678Z')] }, ['taxId:12345678Z']],
    [{ field: 'loyaltyIds', value: [identifier('L7')] }, ['loyaltyId:L7']],
    [{ field: 'account', value: 'C-1' }, []],
    [{ field: 'birthDate', value: '1990-01-02' }, []],
    [{ field: 'name', value: { full: 'Ada King', given: 'Ada', family: 'King' } }, []],
  ])('of %j is found by and matched by nothing but the record that it is tied to', (value, found) => {
    const record = pinned(value);
    const keys = keysOf(record);
    expect(keys.filter(isMatchingKey)).toEqual([]);
    expect(keys.filter((key) => !key.startsWith('pinned:'))).toEqual(['ref:gateway:party:pin-a', 'sameAs:ref:erp:party:1']);
    expect(lookUpKeysOf(keys)).toEqual(['ref:gateway:party:pin-a', ...found]);
    expect(memberOf(record)).toMatchObject({ name: { words: [], given: null, family: null }, birthDate: null, verified: new Set() });
  });

  it('gives no row scope', () => {
    const records = (['account', 'territory', 'distributor'] as const).map((field) => pinned({ field, value: 'X' }));
    expect(scopeKeysOf(records, DEFAULT_ROW_SCOPES)).toEqual([]);
  });
});

describe('a pinned value', () => {
  it('is shown before whatever any rule would choose, and that is what lost', () => {
    const records = [party('erp:party:1', { name: name('Ada King'), birthDate: '1990-01-01', updatedAt: '2027-01-01T00:00:00.000Z' }), party('shop:party:1', { name: name('Ada Kingsley-Long') })];
    const all = [...records, pinned({ field: 'name', value: name('Ada Lo') }), pinned({ field: 'birthDate', value: '1990-02-02' }, 'b')].map(seen);
    for (const rule of RULES_OF_FIELD.name) {
      const chosen = chooseName(all, { ...config, rules: { name: rule } })!;
      expect(chosen).toMatchObject({ value: name('Ada Lo'), ref: 'gateway:party:pin-a', rule: 'pinned', pin: { field: 'name', ...words } });
      expect(chosen.losing.map(({ ref }) => ref).sort()).toEqual(['erp:party:1', 'shop:party:1']);
    }
    for (const rule of RULES_OF_FIELD.birthDate) expect(chooseSingle(all, 'birthDate', { ...config, rules: { birthDate: rule } })).toMatchObject({ value: '1990-02-02', rule: 'pinned' });
  });

  it('of a list is the whole list in its order, and what the systems state has lost', () => {
    const stated = [party('erp:party:1', { emails: [identifier('a@x.org', true)] }), party('shop:party:1', { emails: [identifier('b@x.org', true), identifier('c@x.org')] })];
    const all = [...stated, pinned({ field: 'emails', value: [identifier('z@x.org'), identifier('b@x.org')] })].map(seen);
    for (const rule of RULES_OF_FIELD.emails) {
      const chosen = chooseIdentifiers(all, 'emails', { ...config, rules: { emails: rule } });
      // Whether it is verified is what a system says, no more and no less.
      expect(chosen.map(({ value, rule: chosenBy }) => [value.value, value.verified, chosenBy])).toEqual([['z@x.org', false, 'pinned'], ['b@x.org', true, 'pinned']]);
      expect(chosen[0]!.losing.map(({ value }) => value.value).sort()).toEqual(['a@x.org', 'c@x.org']);
    }
  });

  it('of addresses is spelt as it was pinned', () => {
    const all = [seen(party('erp:party:1', { addresses: [address('high street 1'), address('Low Road 2')] })), seen(pinned({ field: 'addresses', value: [address('High Street 1')] }))];
    expect(chooseAddresses(all, config)).toMatchObject([{ value: { street: 'High Street 1' }, rule: 'pinned', losing: [{ value: { street: 'Low Road 2' } }] }]);
  });

  it('leaves every other field to its rule', () => {
    const all = [pinned({ field: 'emails', value: [identifier('z@x.org')] }), party('erp:party:1', { name: name('Ada King'), phones: [identifier('+34600111222')], addresses: [address('Low Road 2')] })].map(seen);
    expect(chooseName(all, config)?.rule).toBe('sourcePriority');
    expect(chooseIdentifiers(all, 'phones', config)).toMatchObject([{ rule: 'verifiedFirst' }]);
    expect(chooseAddresses(all, config)).toMatchObject([{ rule: 'allDistinct' }]);
    expect(chooseSingle(all, 'language', config)).toBeNull();
  });

  it('is the later of two, then the one of the smaller ref, in any order', () => {
    const pins = [pinned({ field: 'account', value: 'old' }, 'a'), pinned({ field: 'account', value: 'new' }, 'c', END), pinned({ field: 'account', value: 'twin' }, 'b', END)].map(seen);
    for (const all of [pins, [...pins].reverse()]) expect(chooseSingle(all, 'account', config)).toMatchObject({ value: 'twin', losing: [{ value: 'new' }, { value: 'old' }] });
  });
});
