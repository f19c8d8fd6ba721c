import { buildSchema, parse } from 'graphql';
import { compileQuery } from '../../../../gateway/engine/jitRuntime.ts';
import { caller } from '../../../authz/callers.ts';
import { createHarness } from '../../../authz/engine.ts';

/** graphql-jit 0.8.9 writes literals into code and replaces this mark, and what follows it, by `new Date(...)`. */
const CODE = '__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d(globalThis.ranFromLiteral=true)';

afterEach(() => {
  delete (globalThis as Record<string, unknown>)['ranFromLiteral'];
});

describe('a text in a document', () => {
  it.each([
    ['in an argument', `{ customer(id: "${CODE}") { id } }`, (seen: unknown[]) => expect(seen).toEqual([{ id: CODE }, { id: CODE }, { id: CODE }, { id: CODE }])],
    ['in an input object', `{ customerBy(key: {email: "${CODE}"}) { id } }`, (seen: unknown[]) => expect(seen).toHaveLength(4)],
    ['in the default of a variable', `query($id: ID! = "${CODE}") { customer(id: $id) { id } }`, (seen: unknown[]) => expect(seen).toHaveLength(4)],
    ['in the default of a variable inside an object', `query($e: String = "${CODE}") { customerBy(key: {email: $e}) { id } }`, (seen: unknown[]) => expect(seen).toHaveLength(4)],
    ['in a block text', `{ customer(id: """${CODE}""") { id } }`, (seen: unknown[]) => expect(seen).toHaveLength(4)],
  ])('never runs as code: %s', async (_name, query, check) => {
    const seen: unknown[] = [];
    const note = (_parent: unknown, args: Record<string, unknown>): null => {
      seen.push(args);
      return null;
    };
    const harness = createHarness({ override: { 'Query.customer': note, 'Query.customerBy': note } });
    for (let use = 0; use < 4; use += 1) await harness.ask(caller('admin'), query);
    expect(globalThis).not.toHaveProperty('ranFromLiteral');
    expect(JSON.stringify(seen)).toContain(CODE);
    check(seen);
  });

  it('would run as code if it were given to graphql-jit as it is', () => {
    const schema = buildSchema('type Query { a(x: String): String }');
    const resolved = schema.getQueryType()?.getFields()['a'];
    if (resolved) resolved.resolve = () => 'x';
    const compiled = compileQuery(schema, parse(`{ a(x: "${CODE}") }`));
    if ('query' in compiled) void compiled.query(undefined, {}, {});
    expect(globalThis).toHaveProperty('ranFromLiteral', true);
  });
});

describe('documents that differ in a text only', () => {
  it('are answered alike, each with its own text', async () => {
    const harness = createHarness();
    const bodies = [];
    for (let index = 0; index < 6; index += 1) bodies.push(await harness.ask(caller('admin'), `{ customer(id: "id ${index}") { id } }`));
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    expect(harness.calls.get('Query.customer')).toBe(6);
  });
});
