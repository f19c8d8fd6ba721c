import { DEFAULT_ROW_SCOPES, type RowScopesConfig } from '../../../../domain/rowScopes.ts';
import { buildContent, type LinkedParty } from '../../../../domain/customerIndex/build.ts';
import { marksOf } from '../../../../domain/customerIndex/marks.ts';
import { planDocuments } from '../../../../domain/customerIndex/plan.ts';
import { relationsOf } from '../../../../domain/customerIndex/relations.ts';
import { keysOf } from '../../../../domain/identity/keys.ts';
import type { CustomerDocument, Pointer } from '../../../../domain/identity/link.ts';
import { holdsKey } from '../../../../domain/partyKeys.ts';
import { party, type PartyParts } from '../../../support/partyRecords.ts';

const AT = new Date('2026-05-01T00:00:00.000Z');
const pointer = (customerId: string, verified: boolean): Pointer => ({
  customerId, verified, rule: verified ? 'email' : 'emailAndName', fields: [], refs: ['desk:party:2', 'erp:party:1'], at: AT, actor: 'gateway',
});
const customers = (...all: [string, Pointer | null][]) => new Map(all.map(([_id, mergedInto]): [string, CustomerDocument] => [_id, { _id, createdAt: AT, mergedInto, revision: 1 }]));
const linked = (ref: string, customerId: string, of: PartyParts): LinkedParty => ({
  _id: ref, system: ref.split(':')[0]!, record: party(ref, of), keys: keysOf(party(ref, of)), evidence: [], fetchedAt: AT,
  link: { customerId, rule: 'founded', fields: [], withRef: null, linkedAt: AT, actor: 'gateway', firstCustomerId: customerId, revision: 1 },
});
const parties = [
  linked('erp:party:1', 'c1', { name: 'Ana|García', emails: 'a@x.example', account: 'C-1', distributor: 'D-01', createdAt: '2020-01-01T00:00:00.000Z' }),
  linked('desk:party:2', 'c2', { name: 'Ana|García', emails: 'a@x.example' }),
];

describe('index documents', () => {
  it('do not show an outside caller what was joined on lesser grounds', () => {
    const planned = planDocuments(customers(['c1', null], ['c2', pointer('c1', false)]), new Set(['c1', 'c2']));
    expect(planned.map(({ _id, audience, ids }) => [_id, audience, ids])).toEqual([
      ['c1', ['staff'], ['c1', 'c2']],
      ['c1|outside', ['outside'], ['c1']],
      ['c2|outside', ['outside'], ['c2']],
    ]);
  });

  it('are one for everybody where all grounds are verified', () => {
    expect(planDocuments(customers(['c1', null], ['c2', pointer('c1', true)]), new Set(['c1', 'c2']))).toMatchObject([{ _id: 'c1', audience: ['staff', 'outside'], ids: ['c1', 'c2'] }]);
  });

  it('are none for an id that no record belongs to', () => {
    expect(planDocuments(customers(['c1', null]), new Set())).toEqual([]);
  });

  it('hold what finding, ordering and scoping need, and what the pointer rests on', () => {
    const all = customers(['c1', null], ['c2', pointer('c1', false)]);
    const [planned] = planDocuments(all, new Set(['c1', 'c2']));
    const content = buildContent({ planned: planned!, customers: all, parties, related: new Map(), rows: [], survivorship: { priority: { default: ['erp', 'desk'] } }, systems: ['erp', 'desk'] });
    expect(content).toMatchObject({
      nameKey: 'garcia ana c1',
      tokens: ['ana', 'garcia'],
      keys: ['account:erp:C-1', 'email:a@x.example', 'ref:desk:party:2', 'ref:erp:party:1'],
      scope: ['self:c1', 'self:c2', 'account:C-1', 'distributor:D-01'],
      parties: [{ ref: 'desk:party:2', rule: 'emailAndName', evidence: ['email:a@x.example'] }, { ref: 'erp:party:1', rule: 'founded', evidence: [], marks: ['email:a@x.example', 'named:ana garcia'] }],
      createdAt: new Date('2020-01-01T00:00:00.000Z'),
    });
  });

  it('hold what a pointer by weight rests on, of both records and of what agreed alone', () => {
    const likely: Pointer = { ...pointer('c1', false), rule: 'probabilistic', fields: ['givenName', 'familyName', 'birthDate', 'mobile', 'street'], weight: 12, levels: [] };
    const all = customers(['c1', null], ['c2', likely]);
    const [planned] = planDocuments(all, new Set(['c1', 'c2']));
    const home = [{ street: 'Calle Mayor 12', city: 'Sevilla', postcode: '41003', region: null, country: 'ES' }];
    const alike = [
      linked('erp:party:1', 'c1', { name: 'Ana|García', birthDate: '1990-01-02', phones: '+34600111222', addresses: home, taxIds: 'X' }),
      linked('desk:party:2', 'c2', { name: 'ANA|GARCIA', birthDate: '1990-02-01', phones: '+34600111222', emails: 'b@x.example', addresses: home, taxIds: 'X' }),
    ];
    const { parties: indexed } = buildContent({ planned: planned!, customers: all, parties: alike, related: new Map(), rows: [], survivorship: { priority: { default: ['erp', 'desk'] } }, systems: ['erp', 'desk'] });
    expect(indexed).toEqual([
      { ref: 'desk:party:2', rule: 'probabilistic', evidence: ['born:1990-02-01', 'named:ana garcia', 'phone:+34600111222'] },
      { ref: 'erp:party:1', rule: 'founded', evidence: ['born:1990-01-02', 'named:ana garcia', 'phone:+34600111222'] },
    ]);
    for (const { ref, evidence } of indexed) for (const key of evidence) expect([key, holdsKey(alike.find(({ _id }) => _id === ref)!.record!, key)]).toEqual([key, true]);
  });

  it('are scoped by the configured field of the configured sources only', () => {
    const all = customers(['c1', null]);
    const [planned] = planDocuments(all, new Set(['c1']));
    const scope = (rowScopes: RowScopesConfig) =>
      buildContent({ planned: planned!, customers: all, parties, related: new Map(), rows: [], survivorship: { priority: { default: ['erp', 'desk'] } }, systems: ['erp', 'desk'], rowScopes }).scope;
    const nobody = { field: 'territory' as const, sources: [] };
    expect(scope({ account: nobody, distributor: nobody, territory: nobody })).toEqual(['self:c1']);
    expect(scope({ ...DEFAULT_ROW_SCOPES, account: { field: 'account', sources: ['desk'] } })).toEqual(['self:c1', 'distributor:D-01']);
    expect(scope({ ...DEFAULT_ROW_SCOPES, territory: { field: 'account', sources: ['erp'] } })).toEqual(['self:c1', 'account:C-1', 'distributor:D-01', 'territory:C-1']);
  });

  it('call a record the founder of the verified part that it founded', () => {
    const all = customers(['c1', null], ['c2', pointer('c1', false)]);
    const planned = planDocuments(all, new Set(['c1', 'c2'])).find(({ _id }) => _id === 'c2|outside');
    const content = buildContent({ planned: planned!, customers: all, parties: parties.slice(1), related: new Map(), rows: [], survivorship: { priority: { default: ['erp', 'desk'] } }, systems: ['erp', 'desk'] });
    expect(content.parties).toEqual([{ ref: 'desk:party:2', rule: 'founded', evidence: [], marks: ['email:a@x.example', 'named:ana garcia'] }]);
  });

  it('know a record again that no link rests on by its name or the first of its identifiers of each kind', () => {
    const record = party('erp:party:1', { name: 'Ana|García', emails: ['a@x.example', 'b@x.example'], phones: '+34600111222', taxIds: 'X', loyaltyIds: 'L-1', account: 'C-1' });
    const marks = marksOf(record, keysOf(record));
    expect(marks).toEqual(['email:a@x.example', 'phone:+34600111222', 'taxId:X', 'loyaltyId:L-1', 'named:ana garcia']);
    for (const key of marks) expect(holdsKey(record, key)).toBe(true);
    expect(marksOf(party('erp:party:2', { name: '' }), [])).toEqual([]);
    // Nobody but the store is asked for it.
    expect(marksOf(party('erp:party:stated-1', { name: 'Ana|García' }), [])).toEqual([]);
  });

  it('order by family name where only a lesser system keeps it apart', () => {
    const all = customers(['c1', null]);
    const [planned] = planDocuments(all, new Set(['c1']));
    const both = [linked('erp:party:1', 'c1', { name: 'Ana García' }), linked('shop:party:3', 'c1', { name: 'Ana|García' })];
    const content = buildContent({ planned: planned!, customers: all, parties: both, related: new Map(), rows: [], survivorship: { priority: { default: ['erp', 'shop'] } }, systems: ['erp', 'shop'] });
    expect(content.nameKey).toBe('garcia ana c1');
  });
});

describe('relations', () => {
  const reference = { meaning: 'relationship', by: 'account', value: 'C-9', role: 'CONTACT_OF', from: '2026-01-01', until: '2026-03-31' } as const;
  const contact = party('desk:party:1', { references: [reference] });
  const company = party('erp:party:9', { account: 'C-9' });

  it('are none outside their dates', () => {
    expect(relationsOf(contact, [company], ['erp'], '2026-04-01')).toEqual({ contacts: [], organisations: [] });
  });

  it('show each side the other', () => {
    expect(relationsOf(contact, [company], ['erp'], '2026-03-31')).toEqual({ contacts: [], organisations: ['erp:party:9'] });
    expect(relationsOf(company, [contact], ['erp'], '2026-03-31')).toEqual({ contacts: ['desk:party:1'], organisations: [] });
  });
});
