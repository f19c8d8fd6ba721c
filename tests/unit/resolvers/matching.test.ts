import { createScorer } from '../../../domain/matching/scorer.ts';
import { identityConfig } from '../../../domain/identity/config.ts';
import { featuresOf } from '../../../domain/identity/features.ts';
import { edgeId } from '../../../datasources/mongo/edges.ts';
import type { PartyRecord } from '../../../domain/records.ts';
import { MatchPair } from '../../../resolvers/support/MatchPair.ts';
import { MATCH_SUBJECTS, matchFieldOf, type MatchField } from '../../../resolvers/support/matchField.ts';
import { comparersOf, dimensionsOf } from '../../../domain/matching/comparers.ts';
import { buildClassTable } from '../../../directives/classified.ts';
import { createWorld, SYSTEMS, type World } from '../../support/fakes/context.ts';
import { run, testSchema } from '../../support/fakes/graphql.ts';
import { matchingModel, parametersOf } from '../../support/fakes/matchingModel.ts';
import { identifier, party } from '../../support/fakes/records.ts';
import { isEnumType } from 'graphql';

const [ANN, ANNA, CAL] = ['01900000-0000-7000-8000-0000000000a1', '01900000-0000-7000-8000-0000000000a2', '01900000-0000-7000-8000-0000000000c1'];
const ann = party('tryton:party:1', {
  name: { full: 'Ann Lee', given: 'Ann', family: 'Lee' }, birthDate: '1980-05-06', emails: [identifier('ann@x.org')], phones: [identifier('+34600111222')], taxIds: [identifier('48765432K', true)],
  addresses: [{ street: 'Calle 1', city: 'Madrid', postcode: '28001', region: null, country: 'ES' }], territory: 'North',
});
const anna = party('rt:party:2', { name: { full: 'Ann Lee', given: 'Ann', family: 'Lee' }, birthDate: '1980-05-06', emails: [identifier('lee@y.org')], taxIds: [identifier('48765432L')], territory: 'South' });
const cal = party('ghost:party:3', { name: { full: 'Cal Roe', given: 'Cal', family: 'Roe' }, emails: [identifier('cal@x.org')] });
const AT = new Date('2026-03-01T00:00:00Z');
const steward = { role: 'steward' } as const;
const config = identityConfig({}, SYSTEMS);

async function edge(world: World, one: PartyRecord, other: PartyRecord, weight?: number): Promise<void> {
  const scored = createScorer(matchingModel).explain(featuresOf(one, config), featuresOf(other, config));
  const refs = [one.ref, other.ref].sort() as [string, string];
  const _id = edgeId(one.ref, other.ref);
  await world.store.edges.put([{ _id, refs, weight: weight ?? scored.weight, levels: scored.fields, telling: false, parameters: 1, at: AT }]);
  await world.store.edges.setStates([{ id: _id, state: 'REVIEW', since: AT }]);
}

let world: World;
beforeEach(async () => {
  world = await createWorld({ customers: [{ id: ANN, parties: [ann] }, { id: ANNA, parties: [anna] }, { id: CAL, parties: [cal] }] });
});

describe('the review queue', () => {
  const reviews = (fields: string, args = '') => `{ matchReviews${args} { edges { cursor node { ${fields} } } pageInfo { hasNextPage endCursor } } }`;

  it('leaves out, with their ids and their number, pairs of which one record is outside the row scope', async () => {
    await edge(world, ann, anna, 0.5);
    await edge(world, ann, cal, -1);
    const north = world.request({ ...steward, rows: { all: false, keys: ['territory:North'] } as never });
    expect((await run(north, reviews('id'))).data!['matchReviews']).toEqual({ edges: [], pageInfo: { hasNextPage: false, endCursor: null } });
  });

  it('leaves out a pair whose record is gone from the index', async () => {
    await edge(world, ann, party('rt:party:99'), 0.5);
    expect((await run(world.request(steward), reviews('id'))).data!['matchReviews'].edges).toEqual([]);
  });

  it('shows the likeliest first, page by page, and names no record in its ids', async () => {
    await edge(world, ann, cal, -1);
    await edge(world, ann, anna, 0.5);
    const first = (await run(world.request(steward), reviews('id left right leftCustomer { id } rightCustomer { id } weight probability since', '(first: 1)'))).data!['matchReviews'];
    expect(first.edges[0].node).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{64}$/), left: 'rt:party:2', right: 'tryton:party:1', leftCustomer: { id: ANNA }, rightCustomer: { id: ANN },
      weight: 0.5, probability: expect.closeTo(0.586, 3), since: AT.toISOString(),
    });
    expect(first.pageInfo.hasNextPage).toBe(true);
    const second = (await run(world.request(steward), reviews('left right', `(first: 1, after: "${first.pageInfo.endCursor}")`))).data!['matchReviews'];
    expect(second).toMatchObject({ edges: [{ node: { left: 'ghost:party:3', right: 'tryton:party:1' } }], pageInfo: { hasNextPage: false } });
  });

  const fields = async (caller: Parameters<World['request']>[0]) => {
    const { data, errors } = await run(world.request(caller), reviews('fields { field left right level changed access }'));
    expect(errors).toEqual([]);
    return new Map((data!['matchReviews'].edges[0].node.fields as { field: string }[]).map((row) => [row.field, row]));
  };

  it('reads no value of a class that the caller is denied, and says why without an error', async () => {
    await edge(world, ann, anna);
    const rows = await fields({ ...steward, access: { taxId: 'deny', contactPoint: 'deny', birthDate: 'mask' } });
    expect(rows.get('TAX_ID')).toMatchObject({ left: null, right: null, changed: null, access: 'DENIED' });
    expect(rows.get('EMAIL')).toMatchObject({ left: null, right: null, access: 'DENIED' });
    expect(rows.get('BIRTH_DATE')).toMatchObject({ left: 'year(10)', right: 'year(10)', access: 'MASKED' });
    expect(world.reader.calls.flatMap(({ parts }) => parts)).not.toContain('identifiers');
    expect(world.reader.calls.flatMap(({ parts }) => parts)).not.toContain('contactPoints');
  });

  it('asks no source where no value is asked for', async () => {
    await edge(world, ann, anna);
    world.forget();
    await run(world.request(steward), reviews('weight fields { field level weight access }'));
    expect(world.reader.calls).toEqual([]);
  });

  it('shows the values as they are now, and which of them compare otherwise than they did', async () => {
    await edge(world, ann, anna);
    world.reader.records.set(anna.ref, { ...anna, birthDate: '1999-01-01' });
    const rows = await fields(steward);
    expect(rows.get('BIRTH_DATE')).toEqual({ field: 'BIRTH_DATE', left: '1999-01-01', right: '1980-05-06', level: 'exact', changed: true, access: 'ALLOWED' });
    expect(rows.get('GIVEN_NAME')).toMatchObject({ left: 'Ann', right: 'Ann', level: 'exact', changed: false });
    expect(rows.get('PRIOR')).toMatchObject({ left: null, right: null, changed: null, access: 'ALLOWED' });
  });

  it('shows the last known values of a system that is down, and says of a record that is gone that all of it has changed', async () => {
    await edge(world, ann, anna);
    world.reader.down.add('rt');
    expect((await fields(steward)).get('GIVEN_NAME')).toMatchObject({ left: 'Ann', right: 'Ann', changed: false });
    world.reader.down.clear();
    world.reader.records.delete(anna.ref);
    expect((await fields(steward)).get('GIVEN_NAME')).toMatchObject({ left: null, right: 'Ann', changed: true });
  });
});

describe('why a record is a customer\'s', () => {
  it('says of a probabilistic link every comparison, its weight and the values of both records', async () => {
    const scored = createScorer(matchingModel).explain(featuresOf(ann, config), featuresOf(anna, config));
    const pointer = { customerId: ANN, rule: 'probabilistic' as const, fields: ['birthDate'], refs: [anna.ref, ann.ref] as [string, string], verified: false, at: AT, actor: 'gateway', weight: scored.weight, levels: scored.fields };
    world = await createWorld({ customers: [{ id: ANN, parties: [ann, anna], mergedIds: [ANNA], firstCustomerIds: { [anna.ref]: ANNA } }] });
    await world.store.customers.setMergedInto([{ id: ANNA, expectedRevision: 1, pointer }]);
    const { data } = await run(world.request(steward), `{ customer(id: "${ANN}") { identities { rule weight refs fields { field left right level weight changed access } actor } } }`);
    const [founder, joined] = data!['customer'].identities;
    expect(founder).toMatchObject({ rule: 'founded', weight: null, refs: [], fields: [] });
    expect(joined).toMatchObject({ rule: 'probabilistic', weight: scored.weight, refs: [anna.ref, ann.ref] });
    expect(joined.fields).toHaveLength(scored.fields.length);
    expect(joined.fields).toContainEqual({
      field: 'EMAIL', left: 'lee@y.org', right: 'ann@x.org', level: 'different', weight: scored.fields.find(({ field }) => field === 'email')!.weight, changed: false, access: 'ALLOWED',
    });
  });

  it('says of a rule that what agreed agrees no more', async () => {
    const shop = party('vendure:party:4', { name: ann.name, emails: [identifier('ann@x.org', true)] });
    world = await createWorld({ customers: [{ id: ANN, parties: [ann, shop], evidence: { [shop.ref]: ['email:ann@x.org'] } }] });
    const ask = async () => (await run(world.request(steward), `{ customer(id: "${ANN}") { identities { fields { field left right level weight changed } } } }`)).data!['customer'].identities[1].fields;
    expect(await ask()).toEqual([{ field: 'EMAIL', left: 'ann@x.org', right: 'ann@x.org', level: 'exact', weight: null, changed: false }]);
    world.reader.records.set(ann.ref, { ...ann, emails: [identifier('new@x.org')] });
    expect(await ask()).toEqual([{ field: 'EMAIL', left: 'ann@x.org', right: 'new@x.org', level: 'exact', weight: null, changed: true }]);
  });
});

describe('explaining any two records', () => {
  const explain = (left: string, right: string, selection: string) => `{ explainMatch(left: "${left}", right: "${right}") { ${selection} } }`;

  it('answers null for a record that there is not, and for one outside the row scope, alike', async () => {
    const north = world.request({ ...steward, rows: { all: false, keys: ['territory:North'] } as never });
    expect((await run(north, explain(ann.ref, anna.ref, 'joined'))).data).toEqual({ explainMatch: null });
    expect((await run(north, explain(ann.ref, 'rt:party:404', 'joined'))).data).toEqual({ explainMatch: null });
    expect((await run(world.request(steward), explain(ann.ref, 'nonsense', 'joined'))).data).toEqual({ explainMatch: null });
  });

  it('refuses one record for both', async () => {
    expect((await run(world.request(steward), explain(ann.ref, ann.ref, 'joined'))).errors).toMatchObject([{ code: 'BAD_USER_INPUT', extensions: { argument: 'right' } }]);
  });

  it('knows of rules and decisions where nothing has been learned', async () => {
    await run(world.request(steward), `mutation { rejectMatch(input: {left: "${ann.ref}", right: "${anna.ref}", reason: "Twins."}) { decision { id } } }`);
    const { data, errors } = await run(world.request(steward), explain(ann.ref, anna.ref, 'left right leftCustomer { id } rightCustomer { id } joined rules { rule } decision { kind reason } weight probability verdict fields { field } parameters'));
    expect(errors).toEqual([]);
    expect(data!['explainMatch']).toEqual({
      left: ann.ref, right: anna.ref, leftCustomer: { id: ANN }, rightCustomer: { id: ANNA }, joined: false, rules: [], decision: { kind: 'CANNOT_LINK', reason: 'Twins.' },
      weight: null, probability: null, verdict: null, fields: null, parameters: 0,
    });
  });

  it('names every rule that the two meet, and none that rests on a value of too many', async () => {
    const shop = party('vendure:party:4', { name: ann.name, emails: [identifier('ann@x.org', true)], phones: [identifier('+34600111222')] });
    const crowd = ['Bo Day', 'Di Fox', 'Ed Hay', 'Flo Ivy'].map((full, index) => party(`ghost:party:${10 + index}`, { name: { full, given: null, family: null }, emails: [identifier('ann@x.org')] }));
    const ask = async (parties: PartyRecord[]) => {
      world = await createWorld({ customers: [{ id: ANN, parties: [ann, shop] }, ...parties.map((each, index) => ({ id: `${CAL.slice(0, -2)}d${index}`, parties: [each] }))] });
      return (await run(world.request(steward), explain(shop.ref, ann.ref, 'joined rules { rule verified fields { field left right changed } }'))).data!['explainMatch'];
    };
    expect(await ask([])).toEqual({
      joined: true,
      rules: [
        { rule: 'emailAndName', verified: false, fields: [{ field: 'EMAIL', left: 'ann@x.org', right: 'ann@x.org', changed: false }, { field: 'NAME', left: 'Ann Lee', right: 'Ann Lee', changed: false }] },
        { rule: 'phoneAndName', verified: false, fields: [{ field: 'PHONE', left: '+34600111222', right: '+34600111222', changed: false }, { field: 'NAME', left: 'Ann Lee', right: 'Ann Lee', changed: false }] },
      ],
    });
    expect((await ask(crowd)).rules.map(({ rule }: { rule: string }) => rule)).toEqual(['phoneAndName']);
  });

  it('weighs the two by the active model, whichever is named first and by public id as well, and says what would come of it', async () => {
    const parameters = parametersOf(world.store);
    const context = () => world.request({ ...steward, config: { parameters } });
    const query = (left: string, right: string) => explain(left, right, 'weight probability verdict parameters fields { field left right level weight }');
    const one = (await run(context(), query(ann.ref, anna.ref))).data!['explainMatch'];
    const other = (await run(context(), query(context().ids.encode(anna.ref), ann.ref))).data!['explainMatch'];
    expect(one).toMatchObject({ weight: other.weight, probability: other.probability, verdict: other.verdict, parameters: 7 });
    expect(one.fields).toContainEqual({ field: 'GIVEN_NAME', left: 'Ann', right: 'Ann', level: 'exact', weight: expect.any(Number) });
    expect(one.fields.map((row: { weight: number }) => row.weight).reduce((sum: number, bits: number) => sum + bits, 0)).toBeCloseTo(one.weight, 1);
    expect((await run(context(), query(ann.ref, cal.ref))).data!['explainMatch'].verdict).toBe('APART');
  });
});

describe('the fields that records are compared by', () => {
  const type = testSchema.getType('MatchField');
  const values = isEnumType(type) ? type.getValues() : [];
  const table = buildClassTable(testSchema);

  it.each(values.map(({ name }) => name as MatchField))('%s takes the class and the mask of the field that the schema says it holds', (name) => {
    const directive = values.find((value) => value.name === name)!.astNode?.directives?.find((each) => each.name.value === 'holds');
    const given = directive?.arguments?.[0]?.value as { value: string } | undefined;
    const subject = MATCH_SUBJECTS[name];
    if (!given) return expect(subject).toBeNull();
    const { dataClass, mask } = table.get(given.value)!;
    return expect({ dataClass: subject!.dataClass, mask: subject!.mask }).toEqual({ dataClass, mask: mask ?? 'hidden' });
  });

  it('are all that parties are compared by', () => {
    const never = new Set(['nationalId', 'passport', 'driverLicence', 'accountNumber', 'gender']);
    const compared = (['PERSON', 'ORGANISATION'] as const).flatMap((kind) => dimensionsOf(comparersOf(kind, {}))).map(({ field }) => field).filter((field) => !never.has(field));
    expect(compared.filter((field) => matchFieldOf(field) === null)).toEqual([]);
  });

  it('show nothing of a column that no field corresponds to', async () => {
    const context = world.request(steward);
    const [row] = new MatchPair([ann.ref, anna.ref], [{ field: 'shoe size', level: 'exact', weight: 2 }], context).rows;
    expect([row!.field, row!.access(context), await row!.value('left', context), await row!.changed(context)]).toEqual([null, 'deny', null, null]);
    expect(world.reader.calls).toEqual([]);
  });
});
