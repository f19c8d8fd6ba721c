import { keysOf } from '../../../domain/identity/keys.ts';
import { bornKey, holdsKey, isSameStatement, namedKey, partsOfKey } from '../../../domain/partyKeys.ts';
import { identifier, party } from '../../support/fakes/records.ts';

const record = party('tryton:party:7', {
  account: '000042',
  emails: [identifier('ada@x.org')],
  phones: [identifier('+34911234567')],
  taxIds: [identifier('B12345674')],
  loyaltyIds: [identifier('L-1')],
  references: [
    { meaning: 'identity', by: 'account', value: '000099', role: null, from: null, until: null },
    { meaning: 'identity', by: 'loyaltyId', value: 'L-2', role: null, from: null, until: null },
    { meaning: 'identity', by: 'ref', value: 'rt:party:3', role: null, from: null, until: null },
  ],
});

describe('keys of a party', () => {
  it.each(['email:bob@x.org', 'phone:+34911234568', 'taxId:X', 'loyaltyId:L-3', 'account:tryton:7', 'account:rt:000042', 'ref:rt:party:4', 'sameAs:ref:rt:party:4', 'relatedTo:account:000099', 'name:ada', 'named:bob', 'born:1990-01-01', 'email'])(
    'are not held when the record does not state them: %s',
    (key) => expect(holdsKey(record, key)).toBe(false),
  );

  it.each([
    'email:ada@x.org', 'phone:+34911234567', 'taxId:B12345674', 'loyaltyId:L-1', 'account:tryton:000042', 'ref:tryton:party:7',
    'sameAs:account:000099', 'sameAs:loyaltyId:L-2', 'sameAs:ref:rt:party:3',
    'account:vendure:000099', 'loyaltyId:L-2', 'ref:rt:party:3',
  ])('are held as own values or through references: %s', (key) => expect(holdsKey(record, key)).toBe(true));

  it('say what it is called and when it was born, which every read has', () => {
    const born = { ...record, name: { full: 'Ada  Lóvelace', given: null, family: null }, birthDate: '1815-12-10' };
    const keys = [namedKey(born), bornKey('1815-12-10')];
    expect(keys).toEqual(['named:ada lovelace', 'born:1815-12-10']);
    expect(keys.map((key) => [holdsKey(born, key), holdsKey({ ...born, name: { ...born.name, full: 'Ada Byron' }, birthDate: null }, key), partsOfKey(key)])).toEqual([[true, false, ['core']], [true, false, ['core']]]);
  });

  it('are held exactly where matching finds them', () => {
    const keys = keysOf(record);
    expect(keys.length).toBe(9);
    expect(keys.filter((key) => !holdsKey(record, key))).toEqual([]);
    const other = party('rt:party:9');
    expect(keys.filter((key) => holdsKey(other, key))).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['email:a', ['contactPoints']], ['phone:b', ['contactPoints']], ['taxId:a', ['identifiers']], ['loyaltyId:a', ['identifiers', 'relations']],
    ['account:tryton:1', ['relations']], ['sameAs:account:1', ['relations']],
  ])('tell which parts of a record a check of %s needs', (key, parts) => expect(partsOfKey(key)).toEqual(parts));

  it('tell a statement that changed from one that is only written in another way', () => {
    const stated = party('vendure:party:stated-1', { name: { full: 'Ada King', given: null, family: null }, emails: [identifier('a@x.org')] });
    const name = (full: string) => ({ full, given: null, family: null });
    const statement = { kind: 'PERSON' as const, name: name('ADA  KING'), emails: [identifier('a@x.org')], phones: [], addresses: [] };
    expect(isSameStatement({ ...statement, name: name('Bob King') }, stated)).toBe(false);
    expect(isSameStatement({ ...statement, emails: [identifier('b@x.org')] }, stated)).toBe(false);
    expect(isSameStatement({ ...statement, phones: [identifier('+1')] }, stated)).toBe(false);
    expect(isSameStatement({ ...statement, emails: [] }, stated)).toBe(false);
    expect(isSameStatement(statement, stated)).toBe(true);
    expect(isSameStatement({ ...statement, name: null }, { ...stated, name: name('') })).toBe(true);
  });
});
