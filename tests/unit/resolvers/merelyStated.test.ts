import { createWorld } from '../../support/fakes/context.ts';
import { run } from '../../support/fakes/graphql.ts';
import { identifier, party } from '../../support/fakes/records.ts';
import { BOB } from '../../support/fakes/sample.ts';

const query = 'query ($key: CustomerKey!) { customerBy(key: $key) { id } }';

describe('customerBy', () => {
  it('is not made ambiguous by a contact point that somebody wrote down here for whoever has it', async () => {
    const stated = { id: '01900000-0000-7000-8000-0000000000aa', parties: [party('gateway:party:stated-1', { name: { full: '', given: null, family: null }, emails: [identifier('bob@x.org')] })] };
    const bob = { id: BOB, parties: [party('tryton:party:2', { emails: [identifier('bob@x.org')] })] };
    const key = { email: 'bob@x.org' };
    for (const customers of [[stated, bob], [bob, stated]]) {
      const world = await createWorld({ customers });
      expect(await run(world.request(), query, { key })).toEqual({ data: { customerBy: { id: BOB } }, errors: [] });
      expect((await run(world.request({ role: 'chatbot' }), query, { key })).data).toEqual({ customerBy: { id: BOB } });
    }
    // While nobody else carries it, it is what is known.
    const world = await createWorld({ customers: [stated] });
    expect((await run(world.request(), query, { key })).data).toEqual({ customerBy: { id: stated.id } });
  });
});
