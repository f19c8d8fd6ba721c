import { createWorld, type World } from '../../support/fakes/context.ts';
import { run } from '../../support/fakes/graphql.ts';
import { identifier, party } from '../../support/fakes/records.ts';
import { sample } from '../../support/fakes/sample.ts';

const query = 'query ($key: CustomerKey!) { customerBy(key: $key) { id } }';

let world: World;
beforeEach(async () => {
  world = await createWorld(sample);
});

describe('a look-up while sources are down', () => {
  const unavailable = (path: string, coordinate: string, ...sources: string[]) =>
    sources.map((source) => expect.objectContaining({ path, code: 'SOURCE_UNAVAILABLE', extensions: { coordinate, source } }) as unknown);
  const chatbot = { role: 'chatbot' } as const;

  it('does not say that nobody has it: an error for each names the source', async () => {
    world.reader.down.add('rt').add('vendure');
    const { data, errors } = await run(world.request(), query, { key: { email: 'nobody@x.org' } });
    expect(data).toEqual({ customerBy: null });
    expect(errors).toEqual(unavailable('customerBy', 'Query.customerBy', 'rt', 'vendure'));
  });

  it('does not say so to a chatbot either, nor that several have an ambiguous one', async () => {
    const both = ['vendure:party:1', 'vendure:party:2'].map((ref, index) => ({ id: `several-${index}`, parties: [party(ref, { emails: [identifier('both@x.org')] })] }));
    world = await createWorld({ customers: both });
    world.reader.down.add('rt');
    const ask = (email: string) => run(world.request(chatbot), 'query ($key: CustomerKey!) { customerContext(key: $key) { name } }', { key: { email } });
    const unknown = await ask('nobody@x.org');
    expect(unknown.errors).toEqual(unavailable('customerContext', 'Query.customerContext', 'rt'));
    expect(await ask('both@x.org')).toEqual(unknown);
  });

  it('leaves the candidates of a caller open', async () => {
    world.reader.down.add('tryton');
    const { data, errors } = await run(world.request(), '{ callerContext(phone: "+34600999888") { recognised candidates { why } } }');
    expect(data).toEqual({ callerContext: { recognised: false, candidates: null } });
    expect(errors).toEqual(unavailable('callerContext.candidates', 'CallerContext.candidates', 'tryton'));
  });

  it('tells a caller who does not see all rows nothing but null', async () => {
    world.reader.down.add('rt');
    const answer = await run(world.request({ role: 'sales', rows: { all: false, keys: ['territory:North'] } }), query, { key: { email: 'nobody@x.org' } });
    expect(answer).toMatchObject({ data: { customerBy: null }, errors: [] });
  });
});
