import { CUSTOMERS_PER_TERRITORY, LARGE_CUSTOMERS, makeCustomers, recordsOf, SYSTEMS, TERRITORIES, territoryOf } from '../../../bench/data.ts';
import { indexDocumentOf } from '../../../bench/store.ts';
import { holdsKey } from '../../../domain/partyKeys.ts';
import { decodeHead } from '../../../domain/timelineHead.ts';

const customers = makeCustomers();

describe('the benchmark customers', () => {
  it('are others with another seed', () => {
    expect(makeCustomers(1)).not.toEqual(makeCustomers(2));
  });
  it('are the same with the same seed, in every process of a run', () => {
    expect(makeCustomers()).toEqual(customers);
  });
  it('have an id, and each record a ref, of their own', () => {
    expect(new Set(customers.map(({ id }) => id)).size).toBe(customers.length);
    const records = customers.flatMap(({ parties, events }) => [...parties.map(({ record }) => record), ...events]);
    expect(recordsOf(customers).size).toBe(records.length);
  });
  it('are 200 large ones, and 50 small ones in each territory', () => {
    expect(customers).toHaveLength(LARGE_CUSTOMERS + TERRITORIES * CUSTOMERS_PER_TERRITORY);
    for (let index = 0; index < TERRITORIES; index += 1) {
      expect(customers.filter(({ territory }) => territory === territoryOf(index))).toHaveLength(CUSTOMERS_PER_TERRITORY);
    }
  });
  it('are known to all four systems, by records that hold what links them', () => {
    for (const { parties } of customers) {
      expect(parties.map(({ record }) => record.ref.split(':')[0])).toEqual([...SYSTEMS]);
      for (const { record, evidence } of parties) for (const key of evidence) expect(holdsKey(record, key)).toBe(true);
    }
  });
  it('have, if large, 10 orders of 3 lines, 5 calls and 5 touches as their 20 newest events, and one more of each', () => {
    for (const { events } of customers.slice(0, LARGE_CUSTOMERS)) {
      const newest = [...events].sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, 20);
      const count = (type: string) => newest.filter((event) => event.type === type).length;
      expect([count('order'), count('call'), count('touch')]).toEqual([10, 5, 5]);
      for (const event of events) if (event.type === 'order') expect(event.lines).toHaveLength(3);
      expect(events).toHaveLength(23);
    }
  });
});

describe('the index document of a benchmark customer', () => {
  const customer = customers[0]!;
  const document = indexDocumentOf(customer);

  it('finds the customer by its id, its territory and each of its records', () => {
    expect(document.ids).toEqual([customer.id]);
    expect(document.scope).toContain(`territory:${customer.territory}`);
    for (const { record } of customer.parties) expect(document.keys).toContain(`ref:${record.ref}`);
  });
  it('has its newest events in its heads', () => {
    const newest = [...customer.events].sort((a, b) => (a.at < b.at ? 1 : -1)).map(({ ref }) => ref);
    expect(decodeHead(document.head, 20).map(({ ref }) => ref)).toEqual(newest.slice(0, 20));
    expect(decodeHead(document.heads.order, 10)).toHaveLength(10);
  });
});
