import { createWorld, type World } from '../../support/fakes/context.ts';
import { run } from '../../support/fakes/graphql.ts';
import { ADA, sample } from '../../support/fakes/sample.ts';

const numbers = (orders: { edges: { node: { number: string } }[] }) => orders.edges.map(({ node }) => node.number);

let world: World;
beforeEach(async () => {
  world = await createWorld(sample);
  world.forget();
});

describe('nodes of a page', () => {
  it.each([
    'orders { edges @include(if: $when) { node { number } } }',
    'orders { edges { cursor node @include(if: $when) { number } } }',
    'orders @include(if: $when) { edges { node { number } } }',
    '... @include(if: $when) { orders { edges { node { number } } } }',
  ])('are read only where a condition lets them in: %s', async (fields) => {
    const query = `query ($when: Boolean!) { customer(id: "${ADA}") { id ${fields} } }`;
    expect((await run(world.request(), query, { when: false })).errors).toEqual([]);
    expect(world.reader.calls).toEqual([]);
    const { data } = await run(world.request(), query, { when: true });
    expect(numbers(data!['customer'].orders)).toHaveLength(10);
    expect(world.reader.calls).toHaveLength(1);
  });

  it.each([
    ['a fragment on the connection', 'orders(first: 3) { ...Page }', 'fragment Page on OrderConnection { edges { node { number lines { sku } } } }'],
    ['a fragment on the node', 'orders(first: 3) { edges { node { ...Row } } }', 'fragment Row on Order { number lines { sku } }'],
    ['two selections of one field', 'orders(first: 3) { edges { node { number } } } orders(first: 3) { edges { node { lines { sku } } } }', ''],
    ['aliases', 'orders(first: 3) { edges { node { number } } } again: orders(first: 2) { edges { node { number lines { sku } } } }', ''],
  ])('are read in one call with all that is asked for, through %s', async (_through, fields, fragments) => {
    const { data, errors } = await run(world.request(), `{ customer(id: "${ADA}") { ${fields} } } ${fragments}`);
    expect(errors).toEqual([]);
    expect(numbers(data!['customer'].orders)).toEqual(['W90', 'W89', 'W88']);
    expect(world.reader.calls.map(({ operation, parts }) => [operation, parts.join()])).toEqual([['vendure:order', 'core,lines']]);
  });
});
