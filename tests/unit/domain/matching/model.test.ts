import { makeScenario, SCENARIOS } from '../../../../bench/identity/synthetic/scenarios.ts';
import { evaluate } from '../../../../domain/matching/evaluate.ts';
import { matchAll, type BatchResult } from '../../../../domain/matching/match.ts';
import type { MatchingModel } from '../../../../domain/matching/model.ts';
import { matchRecordOfParty } from '../../../../domain/matching/party.ts';
import { createRandomStream } from '../../../../domain/matching/random.ts';
import { matchRecord, readWhenAsked, type MatchRecord } from '../../../../domain/matching/record.ts';
import { createScorer, score } from '../../../../domain/matching/scorer.ts';
import type { StatedRecord } from '../../../../domain/matching/stated.ts';
import { JOIN_BITS } from '../../../../domain/matching/thresholds.ts';
import type { PartyRecord } from '../../../../domain/records.ts';
import { recordOf } from './support.ts';

const scenario = (name: string) => makeScenario(SCENARIOS.find((each) => each.name === name)!, 3);
const matched = (records: readonly MatchRecord[], linkOnly = false): BatchResult => matchAll(records, { random: createRandomStream(1), linkOnly });
const groupsOf = (clusters: readonly string[][]) => new Map(clusters.flatMap((members, cluster) => members.map((id) => [id, String(cluster)] as const)));

let model: MatchingModel;
let records: MatchRecord[];
let truth: Map<string, string>;
let result: BatchResult;

beforeAll(() => {
  const made = scenario('small: persons');
  ({ truth } = made);
  records = made.records.map((record) => matchRecord(record));
  result = matched(records);
  ({ model } = result);
});

const weight = (left: MatchRecord, right: MatchRecord): number => score(left, right, model).weight;
const fieldOf = (left: MatchRecord, right: MatchRecord, field: string): number | undefined => score(left, right, model).fields.find((each) => each.field === field)?.weight;

describe('a score', () => {
  const john = { givenName: 'John', familyName: 'Penwick', birthDate: '1961-05-07' };

  test('it never holds a person and an organisation for one', () => {
    expect(weight(recordOf({ fullName: 'John Penwick' }), recordOf({ organisationName: 'John Penwick Ltd' }))).toBeLessThan(-100);
  });

  test('it takes a missing value for neither', () => {
    const [full, other] = [recordOf({ ...john, taxId: '12345678' }), recordOf(john)];
    expect(fieldOf(full, other, 'taxId')).toBeUndefined();
    expect(weight(full, other)).toBe(weight(recordOf(john), recordOf(john)));
  });

  test('it is the sum of its fields, and the same from either side', () => {
    const [left, right] = [recordOf({ ...john, street: '4 Mill Lane', city: 'Derby' }), recordOf({ ...john, givenName: 'Jon', street: '4 Mill Lane', city: 'Derby' })];
    const { weight: sum, fields } = score(left, right, model);
    expect(fields.reduce((total, field) => total + field.weight, 0)).toBeCloseTo(sum, 1);
    expect(score(right, left, model)).toEqual({ weight: sum, fields });
  });

  test('it gives up a pair only where it cannot reach what is asked for', () => {
    const { weigh } = createScorer(model);
    for (let place = 0; place + 7 < records.length; place += 1) {
      const [left, right] = [records[place]!, records[place + 7]!];
      const exact = weigh(left, right);
      const least = weigh(left, right, -3);
      if (exact >= -3) expect(least).toBe(exact);
      else expect(least).toBeLessThan(-3);
    }
  });

  test('it holds a rare name to say more than a common one', () => {
    const frequencies = model.kinds.PERSON!.frequencies.family!;
    const [common] = Object.entries(frequencies.shares).sort(([, one], [, other]) => other - one)[0]!;
    const named = (familyName: string) => fieldOf(recordOf({ familyName, givenName: 'Zed' }), recordOf({ familyName, givenName: 'Zed' }), 'familyName')!;
    expect(named('Quillfeather')).toBeGreaterThan(named(common) + 1);
  });

  test('it does not join two of a household by name, address and telephone, however much of it agrees', () => {
    const home = { familyName: 'Quillfeather', street: '44 Fairlawn Street', city: 'Springfield', postcode: 'SP4 5ZZ', phone: '0161 496 0123' };
    const [mother, daughter] = [recordOf({ ...home, givenName: 'Helen', birthDate: '1950-01-19' }), recordOf({ ...home, givenName: 'Zoe', birthDate: '1981-07-23' })];
    expect(weight(mother, daughter)).toBeLessThan(JOIN_BITS - 3);
    expect(fieldOf(mother, daughter, 'shared')).toBeLessThan(-15);
    expect(weight(mother, recordOf({ ...home, givenName: 'Helen', birthDate: '1950-01-19' }))).toBeGreaterThan(JOIN_BITS + 3);
  });

  test('it reads the parameters from a document that went through JSON', () => {
    const stored = JSON.parse(JSON.stringify(model)) as MatchingModel;
    expect(score(records[0]!, records[1]!, stored)).toEqual(score(records[0]!, records[1]!, model));
  });

  test('it scores a stored record of a party as the same record of a file', () => {
    const party: PartyRecord = {
      type: 'party', ref: 'erp:party:7', kind: 'PERSON', name: { full: 'John Penwick', given: 'John', family: 'Penwick' }, emails: [], phones: [], taxIds: [], loyaltyIds: [],
      birthDate: '1961-05-07', addresses: [{ street: '4 Mill Lane', city: 'Derby', postcode: null, region: null, country: null }], account: null, language: null, territory: null,
      distributor: null, references: [], subscriptions: [], createdAt: null, updatedAt: null,
    };
    const { id, source, ...read } = matchRecordOfParty(party);
    expect({ id, source }).toEqual({ id: 'erp:party:7', source: 'erp' });
    const { id: _, source: __, ...fromFile } = recordOf({ ...john, street: '4 Mill Lane', city: 'Derby' });
    expect(read).toEqual(fromFile);
  });

  test('it does not read the address of a record that is ruled out before, and then weighs it as one that was read in full', () => {
    let asked = 0;
    const stated: StatedRecord = {
      id: 'x:1', source: 'x', kind: 'PERSON',
      fields: {
        givenName: ['Zoe'], familyName: ['Quillfeather'], birthDate: ['1999-12-31'], city: ['Derby'],
        get street() {
          asked += 1;
          return ['4 Mill Lane'];
        },
      },
    };
    const scorer = createScorer(model);
    const other = recordOf({ ...john, street: '4 Mill Lane', city: 'Derby' });
    const candidate = readWhenAsked(stated);
    expect(scorer.weigh(other, candidate, JOIN_BITS)).toBeLessThan(JOIN_BITS);
    expect(asked).toBe(0);
    expect(scorer.explain(other, candidate)).toEqual(scorer.explain(other, matchRecord(stated)));
    expect(asked).toBe(2);
  });
});

describe('a batch', () => {
  test('it gives the same clusters and the same model in any order of the records', () => {
    const other = matched([...records].reverse());
    expect(other.clusters).toEqual(result.clusters);
    expect(other.model).toEqual(model);
  });

  test('it finds persons in a set of 150 records', () => {
    const { precision, recall } = evaluate(groupsOf(result.clusters), truth);
    expect(precision).toBeGreaterThan(0.95);
    expect(recall).toBeGreaterThan(0.9);
  });

  test.each(['small: companies', 'small: mixed', 'small: historical figures'])('it is precise and finds most of %s', (name) => {
    const made = scenario(name);
    const { precision, recall } = evaluate(groupsOf(matched(made.records.map((record) => matchRecord(record))).clusters), made.truth);
    expect(precision).toBeGreaterThan(0.93);
    expect(recall).toBeGreaterThan(0.8);
  });

  test('it finds no duplicates where there are none, families in one home included', () => {
    const made = scenario('small: households');
    const firsts = new Map(made.records.map((record) => [made.truth.get(record.id)!, record]));
    const { clusters } = matched([...firsts.values()].map((record) => matchRecord(record)));
    expect(clusters.filter((members) => members.length > 1)).toEqual([]);
  });

  test('it never puts two of one file together with link-only', () => {
    const sourced = records.map((record, place) => ({ ...record, source: place % 2 === 0 ? 'a' : 'b' }));
    const sourceOf = new Map(sourced.map(({ id, source }) => [id, source]));
    const { clusters } = matched(sourced, true);
    expect(clusters.some((members) => members.length === 2)).toBe(true);
    for (const members of clusters) expect(new Set(members.map((id) => sourceOf.get(id))).size).toBe(members.length);
  });

  test('it leaves out the fields that the data lacks', () => {
    expect(model.kinds.PERSON!.fields.map(({ field }) => field)).not.toContain('passport');
  });

  test.each([[0], [1], [2]])('it has an answer for %i records', (count) => {
    expect(matched(records.slice(0, count)).clusters.flat()).toHaveLength(count);
  });
});
