/** Every array of a stored document has a bound, which docs/scale.md names; those that the gateway cuts are cut. */
import { readFileSync } from 'node:fs';
import { boundedEvent } from '../../../../domain/boundedEvent.ts';
import { boundedParty, MOST_VALUES } from '../../../../domain/boundedParty.ts';
import { keysOf } from '../../../../domain/identity/keys.ts';
import { keysOfValues, MOST_KEYS } from '../../../../domain/matching/blocking.ts';
import { arraysOfTypes } from '../../../support/arraysOfTypes.ts';
import { order, party } from '../../../support/partyRecords.ts';

const DOCUMENTS = 'datasources/mongo/documents.ts';
/** The type of each collection's documents, and where it is declared. `marks` holds texts, `lineageFeed` names. */
const TYPE_OF: Readonly<Record<string, readonly [type: string, file: string]>> = {
  inbox: ['InboxDocument', DOCUMENTS],
  deliveries: ['DeliveryDocument', DOCUMENTS],
  parties: ['PartyDocument', DOCUMENTS],
  interactions: ['InteractionDocument', DOCUMENTS],
  customers: ['CustomerDocument', DOCUMENTS],
  decisions: ['DecisionDocument', DOCUMENTS],
  discrepancies: ['Discrepancy', 'domain/reconciliation/discrepancy.ts'],
  edges: ['EdgeDocument', DOCUMENTS],
  parameters: ['ParametersDocument', DOCUMENTS],
  lineage: ['LineageDocument', DOCUMENTS],
  customerIndex: ['StoredCustomerIndexDocument', DOCUMENTS],
  pulls: ['PullDocument', DOCUMENTS],
  erasures: ['ErasureDocument', 'datasources/mongo/erasures.ts'],
  tombstones: ['TombstoneDocument', 'datasources/mongo/erasures.ts'],
  idempotency: ['IdempotencyDocument', DOCUMENTS],
  tokens: ['TokenDocument', DOCUMENTS],
  audit: ['AuditEntry', 'domain/auditChain.ts'],
  auditShapes: ['AuditShape', 'domain/auditChain.ts'],
};
const WITHOUT_TYPE = ['lineageFeed', 'marks'];

/** Rows of the table of arrays: collection, paths, bound. */
function statedBounds(): { collection: string; paths: string[]; bound: string }[] {
  const table = readFileSync('docs/scale.md', 'utf8').split('| Collection | Arrays | At most | Where |')[1]!;
  return table.split('\n').filter((line) => line.startsWith('| `')).map((line) => {
    const [collection, paths, bound] = line.split('|').slice(1, 4).map((cell) => cell.trim()) as [string, string, string];
    return { collection: collection.replaceAll('`', ''), paths: [...paths.matchAll(/`([^`]+)`/g)].map(([, path]) => path!), bound };
  });
}

describe('the arrays of stored documents', () => {
  it('are declared nowhere without a bound in docs/scale.md, nor is one stated of an array that is none', () => {
    const declared = arraysOfTypes(Object.fromEntries(Object.values(TYPE_OF)));
    const wanted = Object.entries(TYPE_OF).flatMap(([collection, [type]]) => declared[type]!.map((path) => `${collection} ${path}`));
    const stated = statedBounds();
    expect(stated.flatMap(({ collection, paths }) => paths.map((path) => `${collection} ${path}`)).sort()).toEqual(wanted.sort());
    expect(stated.filter(({ bound }) => bound === '')).toEqual([]);
    expect(wanted.length).toBeGreaterThan(50);
  });

  it('are looked for in the documents of every collection that docs/store.md names', () => {
    const named = [...readFileSync('docs/store.md', 'utf8').split('## Queries')[0]!.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name!);
    expect([...Object.keys(TYPE_OF), ...WITHOUT_TYPE].sort()).toEqual(named.sort());
  });

  it('hold the first hundred values of a record that has thousands, and no key of the others', () => {
    const values = Array.from({ length: 5_000 }, (_, index) => `v${index}@x.example`);
    const given = party('shop:party:1', { emails: values, phones: values, taxIds: values, loyaltyIds: values });
    const kept = boundedParty({ ...given, addresses: values.map((street) => ({ street, city: null, postcode: null, region: null, country: null })) });
    expect([kept.emails, kept.phones, kept.taxIds, kept.loyaltyIds, kept.addresses].map((list) => list.length)).toEqual(Array(5).fill(MOST_VALUES));
    expect(kept.emails).toEqual(given.emails.slice(0, MOST_VALUES));
    expect(keysOf(kept)).not.toContain(`email:${values[MOST_VALUES]}`);
    expect(boundedParty(party('shop:party:2', { emails: 'a@x.example' }))).toEqual(party('shop:party:2', { emails: 'a@x.example' }));
  });

  it('are bounded in what an event states of its party, too', () => {
    const emails = Array.from({ length: 5_000 }, (_, index) => ({ value: `v${index}@x.example`, verified: false, label: null }));
    const kept = boundedEvent(order('shop:order:1', 'shop:party:1', { party: { statement: { kind: 'PERSON', name: null, emails, phones: emails, addresses: [] } } }));
    expect(kept.party).toEqual({ statement: { kind: 'PERSON', name: null, emails: emails.slice(0, MOST_VALUES), phones: emails.slice(0, MOST_VALUES), addresses: [] } });
  });

  it('hold no more blocking keys than a thousand, the same ones each time', () => {
    const values = Array.from({ length: 200 }, (_, index) => `s${String(index).padStart(3, '0')}`).concat(Array.from({ length: 200 }, (_, index) => `n${String(index).padStart(3, '0')}`)).sort();
    const keys = keysOfValues(values, { frequent: new Set(values) });
    expect(keys).toHaveLength(MOST_KEYS);
    expect(keysOfValues(values, { frequent: new Set(values) })).toEqual(keys);
  });
});
