import { holdsKey, partsOfKeys, statementHoldsKeys } from '../../../domain/partyKeys.ts';
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
  it.each(['email:bob@x.org', 'phone:+34911234568', 'taxId:X', 'loyaltyId:L-3', 'account:tryton:7', 'account:rt:000042', 'ref:rt:party:4', 'name:ada', 'email'])(
    'are not held when the record does not state them: %s',
    (key) => expect(holdsKey(record, key)).toBe(false),
  );

  it.each([
    'email:ada@x.org', 'phone:+34911234567', 'taxId:B12345674', 'loyaltyId:L-1', 'account:tryton:000042', 'ref:tryton:party:7',
    'account:vendure:000099', 'loyaltyId:L-2', 'ref:rt:party:3',
  ])('are held as own values or through references: %s', (key) => expect(holdsKey(record, key)).toBe(true));

  it('tell which parts of a record a check needs', () => {
    expect(partsOfKeys([])).toEqual([]);
    expect(partsOfKeys(['email:a', 'phone:b'])).toEqual(['contactPoints']);
    expect(partsOfKeys(['taxId:a'])).toEqual(['identifiers']);
    expect(partsOfKeys(['loyaltyId:a'])).toEqual(['identifiers', 'relations']);
    expect(partsOfKeys(['account:tryton:1'])).toEqual(['relations']);
  });

  it('hold in a statement only as its contact points', () => {
    const statement = { kind: 'PERSON' as const, name: null, emails: [identifier('a@x.org')], phones: [], addresses: [] };
    expect(statementHoldsKeys(statement, ['email:a@x.org'])).toBe(true);
    expect(statementHoldsKeys(statement, ['email:a@x.org', 'phone:+1'])).toBe(false);
    expect(statementHoldsKeys(statement, ['taxId:1'])).toBe(false);
  });
});
