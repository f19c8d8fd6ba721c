/**
 * Every role, with all its scopes and with none, x every field x every way to it x every way to write it. What the
 * hand-written tables do not grant must be null, said to be FORBIDDEN once, and never have been fetched.
 */
import { ROLES } from '../../domain/principal.ts';
import { rootRules } from '../../directives/rules.ts';
import { sampled } from '../support/depth.ts';
import { faultsOf, faultsOfAll, type Asked } from './check.ts';
import { AMPLE_LIMITS, askEngine, createHarness } from './engine.ts';
import { EXPECTED_CLASSES } from './fields.ts';
import { expectedAccess, PURPOSES, type Who } from './expected.ts';
import { probesFor, type Probe } from './paths.ts';
import { probesOfShape, SHAPES, type Shape } from './shapes.ts';

const harness = createHarness({}, { limits: AMPLE_LIMITS });
const asked = askEngine(harness, harness.engine);
const probesOf = (who: Who): Probe[] => probesFor(harness.schema, (coordinate) => expectedAccess(who, coordinate) !== 'deny');
const check = (who: Who, shape: Shape, probes: readonly Probe[]): Promise<string[]> => faultsOfAll(asked, who, shape, probesOfShape(shape, probes));
const direct = SHAPES[0] as Shape;
it('knows of every field of the schema what it holds, and of no other', () => {
  const fields = [...harness.engine.table.keys()];
  expect(fields.filter((field) => !EXPECTED_CLASSES.has(field))).toEqual([]);
  expect([...EXPECTED_CLASSES.keys()].filter((field) => !harness.engine.table.has(field))).toEqual([]);
});

it('reaches every field of the schema in a way that somebody may go', () => {
  const reached = new Set(probesOf({ role: 'admin', scopes: 'all' }).map(({ type }) => type));
  expect([...new Set([...harness.engine.table.keys()].map((field) => field.split('.')[0] as string))].filter((type) => !reached.has(type))).toEqual(['Subscription']);
});

it('goes lists, edges of connections, node(id:), interfaces, rounds, mutations and streams', () => {
  const probes = probesOf({ role: 'admin', scopes: 'all' });
  expect([...new Set(probes.map(({ family }) => family))].sort()).toEqual(['edge', 'interface', 'mutation', 'nested', 'root', 'shortest', 'subscription']);
  const ways = probes.map(({ steps, type }) => [...steps.map(({ coordinate }) => coordinate), type].join(' '));
  const expected = [
    'Query.node Customer.emails Email',
    'Query.customers CustomerConnection.edges CustomerEdge.node Customer',
    'Query.node Customer.interactions InteractionConnection.edges InteractionEdge.node Touch',
    'Query.node Customer.interactions InteractionConnection.edges InteractionEdge.node Interaction',
    'Query.order Order',
    'Query.node Order.customer Customer',
    'Query.node Ticket.customer Customer.tickets TicketConnection.edges TicketEdge.node Ticket',
    'Query.node Order.discrepancies Discrepancy.order Order',
    'Mutation.recordInteraction RecordInteractionPayload.interaction RecordedInteraction',
    'Subscription.interactionRecorded Call',
  ];
  expect(expected.filter((way) => !ways.includes(way))).toEqual([]);
});

describe.each(ROLES)('%s', (role) => {
  const who: Who = { role, scopes: 'all' };
  const probes = probesOf(who);

  it.each(sampled(SHAPES, 3))('sees of every field what the tables say, by every way, written as $name', async (shape) => {
    expect(await check(who, shape, probes)).toEqual([]);
  });

  it('sees the same when the documents are run often enough to be compiled', async () => {
    for (let use = 0; use < 4; use += 1) expect(await check(who, direct, probes)).toEqual([]);
  });

  it('sees next to nothing with a token without scopes', async () => {
    const without: Who = { role, scopes: 'none' };
    for (const shape of SHAPES.filter(({ everyWay }) => everyWay)) expect(await check(without, shape, probesOf(without))).toEqual([]);
  });
});

describe.each([...Object.keys(PURPOSES), 'curiosity'])('for the purpose %s', (purpose) => {
  it.each(ROLES)('%s sees nothing beyond it', async (role) => {
    const who: Who = { role, scopes: 'all', purpose };
    expect(await check(who, direct, probesOf(who))).toEqual([]);
  });
});

describe('through a union', () => {
  const extraTypeDefs = `union Anything = Customer | Order | Ticket | Call | Touch | RecordedInteraction | CustomerName
    extend type Query { anything: [Anything!] @classified(as: structure) @listSize(max: 10) }`;
  const withUnion = createHarness({ extraTypeDefs }, { limits: AMPLE_LIMITS, rules: { ...rootRules, 'Query.anything': rootRules['Query.me'] as never } });
  const inUnion: Asked = { ...askEngine(withUnion, withUnion.engine), expects: (who, coordinate) => (coordinate === 'Query.anything' ? 'allow' : expectedAccess(who, coordinate)) };

  it.each(ROLES)('%s sees no more of its members', async (role) => {
    const step = { coordinate: 'Query.anything', key: 'anything', text: 'anything' };
    const members = ['Customer', 'Order', 'Ticket', 'Call', 'Touch', 'RecordedInteraction', 'CustomerName'];
    for (const scopes of ['all', 'none'] as const) {
      const probes = members.map((type): Probe => ({ family: 'union', operation: 'query', steps: [{ ...step, on: type }], type }));
      expect(await faultsOf(inUnion, { role, scopes }, direct, probes)).toEqual([]);
    }
  });
});
