import { UnreadableRow, type Row } from '../../../../datasources/systems/answers.ts';
import { instantOf, stampOf, wallText } from '../../../../datasources/systems/declared/times.ts';
import { mapDeclared, type DeclaredRecords } from '../../../../datasources/systems/declared/traits.ts';
import { sourcesSchema } from '../../../../datasources/systems/index.ts';
import { columnsIn, optionalPartsOf } from '../../../../datasources/systems/sql/columns.ts';
import { mysqlDialect, postgresDialect } from '../../../../datasources/systems/sql/dialect.ts';
import { sqlSettings } from '../../../../datasources/systems/sql/settings.ts';
import { possibleIds, quotedTable, stampFor, type Table } from '../../../../datasources/systems/sql/tables.ts';
import type { OrderRecord, TouchRecord } from '../../../../domain/records.ts';

const login = { user: 'u', password: 'p' };
const party = { table: 'people', id: 'no', fields: { name: 'name' } };
const settingsOf = (records: Record<string, unknown>) => sqlSettings.parse({ ...login, records });
const mapping = { system: 'crm', defaultRegion: 'GB', times: { timeZone: 'UTC', numbers: null } };
const mapped = (type: 'order' | 'touch', fields: object, row: Row) => mapDeclared(type, row, '1', settingsOf({ [type]: { table: 't', id: 'id', fields } }).records as DeclaredRecords, mapping);

describe('SQL of a configured source', () => {
  it('quotes every name, whatever stands in it', () => {
    const evil = 'a"; DROP TABLE x; -- `';
    expect(postgresDialect.quote(evil)).toBe('"a""; DROP TABLE x; -- `"');
    expect(mysqlDialect.quote(evil)).toBe('`a"; DROP TABLE x; -- ```');
    expect(quotedTable(postgresDialect, 'Reporting.Customers')).toBe('"Reporting"."Customers"');
  });

  it('binds every value', () => {
    const ids = ["1'; --", '2', '3'];
    const postgres = postgresDialect.binder();
    expect(postgres.among('"id"', ids, 'text')).toBe('"id" = ANY($1)');
    expect(postgres.values).toEqual([ids]);
    const mysql = mysqlDialect.binder();
    // Four, that the server prepares few statements: the last one twice.
    expect(mysql.among('`id`', ids, 'integer')).toBe('`id` IN (CAST(? AS UNSIGNED), CAST(? AS UNSIGNED), CAST(? AS UNSIGNED), CAST(? AS UNSIGNED))');
    expect(mysql.values).toEqual([...ids, '3']);
  });

  it('asks for no id that the column cannot hold', () => {
    const table = (kind: 'integer' | 'uuid' | 'text'): Table => ({ name: 't', columns: ['id'], kinds: new Map([['id', { kind, ...(kind === 'integer' && { max: 2_147_483_647n }) }]]) });
    expect(possibleIds(table('integer'), 'id', ['0', '2147483647', '2147483648', '-1', '01', '1e3', 'x', ''])).toEqual(['0', '2147483647']);
    expect(possibleIds(table('uuid'), 'id', ['1b4e28ba-2fa1-11d2-883f-0016d3cca427', '1B4E28BA-2FA1-11D2-883F-0016D3CCA427', '1'])).toEqual(['1b4e28ba-2fa1-11d2-883f-0016d3cca427']);
    expect(possibleIds(table('text'), 'id', ['a', 'b\0'])).toEqual(['a']);
  });

  it('compares a stamp as its column keeps it', () => {
    const stamp = '2026-07-15T10:00:00.123456Z';
    const reading = { timeZone: 'Europe/Madrid', numbers: 'seconds' as const };
    const of = (kind: 'instant' | 'wall' | 'date' | 'integer' | 'text') => stampFor('crm', { name: 't', columns: ['c'], kinds: new Map([['c', { kind }]]) }, 'c', stamp, reading);
    expect([of('instant'), of('wall'), of('date'), of('integer')]).toEqual(['2026-07-15 10:00:00.123456', '2026-07-15 12:00:00.123456', '2026-07-15', '1784109600']);
    expect(() => of('text')).toThrow('column c of t holds no times');
  });

  it('selects the columns that the fields name, those of a child by its name', () => {
    const { party: record } = settingsOf({
      party: { table: 'p', id: 'no', children: { contacts: { table: 'c', parent: 'p_no' } }, fields: { name: { given: 'g', family: 'f' }, emails: { each: 'contacts', only: { from: 'type', is: 'email' }, from: 'value' }, addresses: { street: ['s1', 's2'], city: 'town' } } },
    }).records;
    const used = columnsIn(record!.fields);
    expect([...used.own].sort()).toEqual(['f', 'g', 's1', 's2', 'town']);
    expect([...used.children].map(([name, columns]) => [name, [...columns].sort()])).toEqual([['contacts', ['type', 'value']]]);
    expect(optionalPartsOf('party', record!.fields)).toEqual(['contactPoints']);
  });

  it('names every wrong key of its configuration', () => {
    const problems = (settings: object, url = 'postgres://127.0.0.1/crm') =>
      sourcesSchema.safeParse({ crm: { adapter: 'postgres', url, settings } }).error?.issues.map(({ path, message }) => `${path.slice(1).join('.')}: ${message}`.split(/[:(]/)[0]).sort();
    expect(problems({ ...login, records: { party } })).toBeUndefined();
    expect(problems({ ...login, records: { party } }, 'https://127.0.0.1/crm')).toEqual(['url']);
    expect(problems({ user: 'u', timeZone: 'Mars/Base', records: { party: { ...party, id: '', colour: 1, fields: { nom: 'x', kind: { is: 'ROBOT' }, emails: [{ column: 'm' }] } } } })).toEqual(
      ['settings.password', 'settings.timeZone', 'settings.records.party.id', 'settings.records.party.colour', 'settings.records.party.fields.nom', 'settings.records.party.fields.name', 'settings.records.party.fields.kind.is', 'settings.records.party.fields.emails.0.column', 'settings.records.party.fields.emails.0.from'].sort(),
    );
    expect(problems({ ...login, records: {} })).toEqual(['settings.records']);
    expect(problems({ ...login, records: { party: { ...party, find: { email: { child: 'none', column: 'c' } }, fields: { name: 'name', phones: { each: 'numbers', from: 'n' } } } } })).toEqual(['settings.records.party.fields', 'settings.records.party.find.email.0.child']);
  });
});

describe('times of tables and APIs', () => {
  const madrid = { timeZone: 'Europe/Madrid', numbers: null };

  it('are none where the day does not exist, the year has five digits, or a number could be anything', () => {
    for (const value of ['0000-00-00 00:00:00', '2026-02-30 10:00:00', '2026-01-01 24:00:00', 'infinity', '-infinity', '12026-01-01 00:00:00', '0044-03-15 00:00:00 BC', '1772000000', 'soon', '', null]) expect([value, stampOf(value, madrid)]).toEqual([value, null]);
  });

  it('are read with their zone, or in that of the source, microseconds kept', () => {
    expect(['2026-03-01 10:00:00.123456+00', '2026-03-01T10:00:00+05:30', '2026-03-01 10:00:00-0330', '2026-07-15 12:00:00', '2026-01-15 12:00', '2026-07-15'].map((value) => stampOf(value, madrid))).toEqual([
      '2026-03-01T10:00:00.123456Z', '2026-03-01T04:30:00.000000Z', '2026-03-01T13:30:00.000000Z', '2026-07-15T10:00:00.000000Z', '2026-01-15T11:00:00.000000Z', '2026-07-14T22:00:00.000000Z',
    ]);
    expect(instantOf('2026-03-01 10:00:00.999999+00', madrid)).toBe('2026-03-01T10:00:00.999Z');
    expect(stampOf('1772000000', { timeZone: 'UTC', numbers: 'seconds' })).toBe('2026-02-25T06:13:20.000000Z');
  });

  it('come back the same but for the hour that comes twice', () => {
    for (let hour = 0; hour < 365 * 24; hour += 7) {
      const stamp = new Date(Date.parse('2026-01-01T00:30:00Z') + hour * 3_600_000).toISOString();
      const back = stampOf(wallText(stamp, 'Europe/Madrid'), madrid)!;
      if (!stamp.startsWith('2026-10-25T00')) expect(back).toBe(`${stamp.slice(0, 23)}000Z`);
    }
  });
});

describe('rows by declared fields', () => {
  const event = { party: 'who', at: 'at' };
  const row: Row = { who: 'P-1', at: '2026-03-01 10:00:00', total: '12.50', cur: 'eur', state: 'x', ch: 'E' };

  it('about nobody are left out, and unreadable where a word is unknown or the time is none', () => {
    const fields = { ...event, status: { from: 'state', values: { o: 'OPEN' } } };
    expect(mapped('order', fields, { ...row, state: 'o', who: ' ' })).toBeNull();
    expect(() => mapped('order', fields, row)).toThrow(UnreadableRow);
    expect(() => mapped('order', fields, { ...row, state: 'constructor' })).toThrow(UnreadableRow);
    expect(() => mapped('order', fields, { ...row, state: 'o', at: '0000-00-00 00:00:00' })).toThrow(UnreadableRow);
  });

  it('have exact money, or none where it is no amount or has no currency', () => {
    const total = (paths: object, more: Row = {}) => (mapped('order', { ...event, status: { is: 'OPEN' }, total: { amount: 'total', ...paths } }, { ...row, ...more }) as OrderRecord).total;
    expect(total({ currencyFrom: 'cur' })).toEqual({ amount: '12.50', currency: 'EUR' });
    expect(total({ currency: 'GBP', minorUnitDigits: 2 }, { total: '1250' })).toEqual({ amount: '12.50', currency: 'GBP' });
    expect(total({ currency: 'GBP', minorUnitDigits: 2 })).toBeNull();
    expect(total({ currency: 'GBP' }, { total: 'free' })).toBeNull();
    expect(total({ currencyFrom: 'cur' }, { cur: '€' })).toBeNull();
    expect(total({ currency: 'EUR' }, { total: '99999999999999999999.99' })).toEqual({ amount: '99999999999999999999.99', currency: 'EUR' });
  });

  it('make a touch by the words of the source', () => {
    const touch = mapped('touch', { ...event, channel: { from: 'ch', values: { E: 'EMAIL' } }, action: { from: 'state', values: {}, otherwise: 'SENT' }, campaign: 'cur' }, row) as TouchRecord;
    expect(touch).toMatchObject({ type: 'touch', ref: 'crm:touch:1', channel: 'EMAIL', action: 'SENT', campaign: 'eur', party: { ref: 'crm:party:P-1' }, final: true });
  });
});
