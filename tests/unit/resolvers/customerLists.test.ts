import { createWorld, type World } from '../../support/fakes/context.ts';
import { run } from '../../support/fakes/graphql.ts';
import { ADA, sample } from '../../support/fakes/sample.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld(sample);
});

describe('the timelines of listed customers', () => {
  it.each([
    ['orders(first: 2)', 'edges { node { orders(first: 2) { edges { cursor } } } }'],
    ['tickets', 'edges { node { tickets { edges { cursor } } } }'],
    ['calls and touches', 'edges { node { calls { edges { cursor } } ... on Customer { touches { edges { cursor } } } } }'],
    ['interactions', 'edges { node { interactions(first: 20) { edges { cursor } } } }'],
    ['fields under a condition', 'edges @include(if: true) { node { orders(first: 2) { edges { cursor } } } }'],
  ])('have their first rows of %s without another question to the store', async (_of, fields) => {
    for (const caller of [{}, { access: { calls: 'deny' as const } }]) {
      for (const list of ['customers', 'searchCustomers(text: "ada")']) {
        world.forget();
        const { data, errors } = await run(world.request(caller), `{ list: ${list} { ${fields} } }`);
        expect(errors).toEqual([]);
        expect(JSON.stringify(data)).toContain('"cursor"');
        expect(world.calls).toEqual([list === 'customers' ? 'customerIndex.list' : 'customerIndex.search']);
      }
    }
  });

  it('are the same for a customer that the same request asks for by its id', async () => {
    const { data } = await run(world.request(), `{ customers { edges { node { id name { full } } } } customer(id: "${ADA}") { calls { edges { node { refs } } } } }`);
    const alone = await run(world.request(), `{ customer(id: "${ADA}") { calls { edges { node { refs } } } } }`);
    expect(data!['customer'].calls.edges).not.toEqual([]);
    expect(data!['customer']).toEqual(alone.data!['customer']);
  });
});
