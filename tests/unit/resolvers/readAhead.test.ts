import { createWorld, type World } from '../../support/fakes/context.ts';
import { run, type Answer } from '../../support/fakes/graphql.ts';
import { ADA, sample } from '../../support/fakes/sample.ts';

const GOLDEN = [
  'id kind', 'name { full }', 'emails { value }', 'phones { value }', 'taxIds { value }', 'loyaltyIds', 'birthDate', 'addresses { street }', 'account',
  'preferredLanguage', 'territory', 'distributor', 'subscriptions { topic }', 'sources { system status }',
];
const TIMELINES = [
  'orders(first: 2) { edges { node { number } } }', 'orders { edges { node { lines { sku } } } }', 'tickets { edges { node { number } } }',
  'calls { edges { node { at } } }', 'touches { edges { node { campaign } } }',
  'interactions { edges { node { __typename id ... on Order { number } } } }', 'orders { pageInfo { hasNextPage } }', 'orders { edges { node { customer { id } } } }',
];
const OTHERS = [
  'identities { ref }', 'organisations { role }', 'contactPolicy(channel: EMAIL, purpose: MARKETING) { allowed }', 'provenance(fields: [NAME]) { value }',
  'orders { edges { node { views { number } } } }', 'orders(filter: { status: [DONE] }) { edges { node { number } } }',
  'orders(first: 50) { edges { node { number } } }', 'orders(first: 0) { edges { node { number } } }', 'orders(after: "none of ours") { edges { node { number } } }',
];
const ALL = [...GOLDEN, ...TIMELINES, ...OTHERS];

const lists: Readonly<Record<string, (fields: string) => string>> = {
  'a customer': (fields) => `{ customer(id: "${ADA}") { ${fields} } }`,
  'a list': (fields) => `{ customers(first: 10) { edges { node { ${fields} } } } }`,
  'a search': (fields) => `{ searchCustomers(text: "a") { edges { node { ${fields} } } } }`,
};
/** A fragment leaves open what is asked for, so each field reads for itself. */
const unread = (fields: string): string => `... on Customer { ${fields} }`;

let world: World;
beforeEach(async () => {
  world = await createWorld(sample);
});

/** The answer, what it asked of the sources and the store, and how many asks the request's reads got. */
async function ask(query: string, caller: Parameters<World['request']>[0] = {}): Promise<{ answer: Answer; calls: string[]; asks: number }> {
  world.forget();
  world.reader.calls.length = 0;
  const context = world.request(caller);
  const { readMany } = context.records;
  let asks = 0;
  context.records.readMany = (refs, parts) => {
    asks += 1;
    return readMany(refs, parts);
  };
  const answer = await run(context, query);
  answer.errors.sort((a, b) => (a.path < b.path ? -1 : 1));
  const calls = world.reader.calls.map(({ operation, parts, ids }) => `${operation} ${parts.join('+')} ${[...ids].sort().join()}`);
  return { answer, calls: [...calls, ...world.calls].sort(), asks };
}

describe.each(Object.entries(lists))('reading ahead for %s', (_name, list) => {
  it.each(ALL)('asks for nothing more than the field itself does: %s', async (field) => {
    const [ahead, itself] = [await ask(list(field)), await ask(list(unread(field)))];
    expect(ahead.answer).toEqual(itself.answer);
    expect(ahead.calls).toEqual(itself.calls);
  });

  it.each(['', 'rt', 'vendure'])('gives what the fields themselves give, with %s down', async (system) => {
    const { read } = world.reader;
    world.reader.read = (ref, parts, signal) =>
      system !== '' && ref.startsWith(system) ? Promise.resolve({ status: 'DOWN', failure: 'timeout' }) : read(ref, parts, signal);
    for (const fields of [[...GOLDEN, ...TIMELINES.slice(1, 6)], ALL.slice(0, -1)]) {
      const selected = fields.map((field, index) => field.replace(/(\w+)/, `f${index}: $1`)).join(' ');
      const [ahead, itself] = [await ask(list(selected)), await ask(list(unread(selected)))];
      expect(ahead.answer).toEqual(itself.answer);
      expect(ahead.answer.errors.length > 0).toBe(system !== '' || fields.length > 20);
    }
  });

  it('asks no system of which the caller may see nothing', async () => {
    const { calls } = await ask(list([...GOLDEN.slice(1), ...TIMELINES.slice(1, 6)].join(' ')), { deniedSystems: ['rt'] });
    expect(calls.filter((call) => call.startsWith('rt:'))).toEqual([]);
    expect(calls.some((call) => call.startsWith('tryton:party'))).toBe(true);
  });

  it('is one ask of the request for all fields of equal parts, however many customers there are', async () => {
    const fields = 'name { full } emails { value } account orders(first: 2) { edges { node { number } } }';
    const { answer, asks } = await ask(list(fields));
    expect(JSON.stringify(answer.data)).toContain('W90');
    expect(asks).toBeLessThanOrEqual(2);
    expect((await ask(list(unread(fields)))).asks).toBeGreaterThanOrEqual(2);
  });
});
