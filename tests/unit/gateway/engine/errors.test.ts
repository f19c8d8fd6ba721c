/** What a client learns when something is wrong: the place and a code, never a value, a name it did not know, or a cause. */
import { GatewayError } from '../../../../domain/errors.ts';
import { caller } from '../../../authz/callers.ts';
import { createHarness } from '../../../authz/engine.ts';

const SECRET = 'ada.secret@example.com';
const admin = caller('admin');
const harness = createHarness();

describe('wrong input', () => {
  it.each([
    ['a literal of the wrong type', `{ customers(first: "${SECRET}") { pageInfo { hasNextPage } } }`, undefined],
    ['a literal key that is no field', `{ customerBy(key: {emial: "${SECRET}"}) { id } }`, undefined],
    ['an unknown enum value', '{ customers(orderBy: NAMEASC) { pageInfo { hasNextPage } } }', undefined],
    ['a variable of the wrong type', 'query($n: Int) { customers(first: $n) { pageInfo { hasNextPage } } }', { n: SECRET }],
    ['a variable with an unknown key', 'query($k: CustomerKey!) { customerBy(key: $k) { id } }', { k: { [SECRET]: SECRET } }],
    ['a variable with two of @oneOf', 'query($k: CustomerKey!) { customerBy(key: $k) { id } }', { k: { email: SECRET, phone: SECRET } }],
    ['a variable with null for @oneOf', 'query($e: String) { customerBy(key: {email: $e}) { id } }', { e: null }],
    ['a variable that is missing in @oneOf', 'query($e: String) { customerBy(key: {email: $e}) { id } }', {}],
    ['a variable that is missing', 'query($id: ID!) { customer(id: $id) { id } }', {}],
    ['an operator object for a text', 'query($id: ID!) { customer(id: $id) { id } }', { id: { $ne: SECRET } }],
  ])('is told without the value: %s', async (_name, query, variables) => {
    harness.calls.clear();
    for (let use = 0; use < 4; use += 1) {
      const { status, body } = await harness.askWhole(admin, query, variables);
      expect(status).toBe(400);
      expect(body).not.toHaveProperty('data');
      expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']).toContain(body.errors?.[0]?.extensions.code);
      expect(JSON.stringify(body)).not.toContain(SECRET);
    }
    expect(harness.calls.size).toBe(0);
  });

  it('names the place in a variable', async () => {
    const body = await harness.ask(admin, 'query($f: CustomerFilter) { customers(filter: $f) { pageInfo { hasNextPage } } }', { f: { kind: SECRET } });
    expect(body.errors).toEqual([{ message: 'Variable "$f.kind" has an invalid value.', extensions: { code: 'BAD_USER_INPUT', argument: 'f.kind' } }]);
  });

  it.each([
    ['{ customer(id: "1") { taxId } }'],
    ['{ customers(orderBy: NAME_AS) { pageInfo { hasNextPage } } }'],
    ['{ node(id: "1") { ... on Custmer { id } } }'],
    ['{ customerBy(key: {emai: "x"}) { id } }'],
    ['query($o: CustomerOrdr) { customers(orderBy: $o) { pageInfo { hasNextPage } } }'],
  ])('gets no suggestion of a name: %s', async (query) => {
    const body = await harness.ask(admin, query);
    expect(body.errors?.length).toBeGreaterThan(0);
    expect(JSON.stringify(body)).not.toMatch(/did you mean|taxIds|NAME_ASC|CustomerFilter/i);
  });

  it.each([
    ['{ customer(id: "1" }', 'GRAPHQL_PARSE_FAILED'],
    [`{ customer(id: 1) "${SECRET}" }`, 'GRAPHQL_PARSE_FAILED'],
    ['query A { me { role } } query B { me { role } }', 'OPERATION_RESOLUTION_FAILURE'],
    ['fragment A on Customer { id }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('has a code of its own: %s', async (query, code) => {
    const { status, body } = await harness.askWhole(admin, query);
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, code]);
    expect(JSON.stringify(body)).not.toContain(SECRET);
  });

  it('runs the operation that is named, and no other', async () => {
    const query = 'query A { me { role } } query B { customer(id: "1") { id } }';
    const options = { signal: new AbortController().signal, allowMutation: true };
    expect((await harness.engine.execute({ query, operationName: 'A' }, admin, options)).body.data).toHaveProperty('me');
    expect((await harness.engine.execute({ query, operationName: 'B' }, admin, options)).body.data).toHaveProperty('customer');
    expect((await harness.engine.execute({ query, operationName: 'C' }, admin, options)).body.errors?.[0]?.extensions.code).toBe('OPERATION_RESOLUTION_FAILURE');
  });
});

describe('a failing source', () => {
  const down = (source: string) => (): never => {
    throw new GatewayError('SOURCE_UNAVAILABLE', `The source ${source} does not answer.`, { source });
  };
  const failing = createHarness({ override: { 'Customer.name': down('erp'), 'Customer.birthDate': () => new GatewayError('SOURCE_UNAVAILABLE', 'The source rt does not answer.', { source: 'rt' }) } });

  it('costs its own fields and is told once for a whole list, interpreted and compiled', async () => {
    for (let use = 0; use < 4; use += 1) {
      const body = await failing.ask(admin, '{ customers { edges { node { kind name { full } birthDate } } } }');
      expect(body.data).toEqual({ customers: { edges: Array.from({ length: 2 }, () => ({ node: { kind: expect.any(String), name: null, birthDate: null } })) } });
      expect(body.errors).toHaveLength(2);
      expect(body.errors).toEqual(
        expect.arrayContaining([
          { message: 'The source erp does not answer.', path: ['customers', 'edges', 'node', 'name'], extensions: { code: 'SOURCE_UNAVAILABLE', source: 'erp' } },
          { message: 'The source rt does not answer.', path: ['customers', 'edges', 'node', 'birthDate'], extensions: { code: 'SOURCE_UNAVAILABLE', source: 'rt' } },
        ]),
      );
    }
  });

  it('that stands as an error on the parent is that field\'s error, shown or shortened', async () => {
    const customer = { kind: 'PERSON', account: new GatewayError('SOURCE_UNAVAILABLE', 'The source erp does not answer.', { source: 'erp' }) };
    const plain = createHarness({ plainLeaves: true, override: { 'Query.customer': () => customer } });
    for (const role of ['admin', 'chatbot'] as const) {
      for (let use = 0; use < 4; use += 1) {
        expect(await plain.ask(caller(role), '{ customer(id: "1") { kind account } }')).toMatchObject({
          data: { customer: { kind: 'PERSON', account: null } },
          errors: [{ path: ['customer', 'account'], extensions: { code: 'SOURCE_UNAVAILABLE', source: 'erp' } }],
        });
      }
    }
  });

  it('is told for itself where several could not give one value, interpreted and compiled', async () => {
    const unavailable = (source: string) => new GatewayError('SOURCE_UNAVAILABLE', 'No answer.', { coordinate: 'Customer.account', source });
    const two = createHarness({
      override: {
        'Customer.account': () => {
          throw new AggregateError([unavailable('erp'), unavailable('rt'), unavailable('erp')]);
        },
      },
    });
    for (let use = 0; use < 4; use += 1) {
      const { data, errors } = await two.ask(admin, '{ customer(id: "1") { account } }');
      expect(data).toEqual({ customer: { account: null } });
      expect(errors?.map(({ path, extensions }) => [path, extensions])).toEqual(
        ['erp', 'rt'].map((source) => [['customer', 'account'], { code: 'SOURCE_UNAVAILABLE', coordinate: 'Customer.account', source }]),
      );
    }
  });

  it('keeps errors of two sources at one path apart', async () => {
    let turn = 0;
    const two = createHarness({ override: { 'Customer.name': () => down(['erp', 'shop'][(turn += 1) % 2] as string)() } });
    const body = await two.ask(admin, '{ customers { edges { node { name { full } } } } }');
    expect((body.errors ?? []).map(({ extensions }) => extensions.source).sort()).toEqual(['erp', 'shop']);
  });
});

describe('a defect', () => {
  const thrown: [string, () => unknown][] = [
    ['an error', () => { throw new Error(`mongodb://u:p@h for ${SECRET}`); }],
    ['a rejected promise', () => Promise.reject(new TypeError(SECRET))],
    ['a thrown text', () => { throw SECRET; }],
    ['a value of the wrong type', () => ({ [SECRET]: 1 })],
    ['a promise where a property is read', () => ({ __typename: 'CustomerName', full: Promise.resolve(SECRET) })],
  ];

  it.each(thrown)('is masked, logged without its message, and answered: %s', async (_name, fail) => {
    const broken = createHarness({ override: { 'Customer.territory': fail } });
    for (let use = 0; use < 4; use += 1) {
      const body = await broken.ask(admin, '{ customer(id: "1") { kind territory } }');
      expect(body.data).toEqual({ customer: { kind: expect.any(String), territory: null } });
      expect(body.errors).toEqual([{ message: 'Internal error.', path: ['customer', 'territory'], extensions: { code: 'INTERNAL', requestId: expect.any(String) } }]);
      expect(broken.logged.at(-1)).toMatchObject({ requestId: body.errors?.[0]?.extensions.requestId, path: 'customer.territory' });
    }
    expect(JSON.stringify(broken.logged)).not.toContain(SECRET);
  });

  it('of a parent that throws when it is read costs that field, interpreted and compiled', async () => {
    const parent = (): object => ({
      kind: 'PERSON',
      get territory(): string {
        throw new Error(SECRET);
      },
      get taxIds(): Iterable<unknown> {
        return { [Symbol.iterator]: () => { throw new Error(SECRET); } };
      },
    });
    for (const answer of [parent, async () => parent()]) {
      const broken = createHarness({ plainLeaves: true, override: { 'Query.customer': answer } });
      for (let use = 0; use < 4; use += 1) {
        const body = await broken.ask(admin, '{ me { role } customer(id: "1") { kind territory } }');
        expect(body.data).toMatchObject({ me: { role: expect.any(String) } });
        expect(body.errors?.map(({ path, extensions }) => [path?.[0], extensions.code])).toEqual([['customer', 'INTERNAL']]);
        expect(JSON.stringify(body)).not.toContain(SECRET);
      }
    }
  });

  it('of an interface whose type cannot be told is an error, interpreted and compiled', async () => {
    const broken = createHarness({ override: { 'Query.node': () => ({}) } });
    for (let use = 0; use < 4; use += 1) {
      expect(await broken.ask(admin, '{ node(id: "x") { id } }')).toMatchObject({ data: { node: null }, errors: [{ path: ['node'], extensions: { code: 'INTERNAL' } }] });
    }
  });

  it('of the context is masked as a whole', async () => {
    const broken = createHarness({}, { contextFor: () => { throw new Error(SECRET); } });
    const { status, body } = await broken.askWhole(admin, '{ me { role } }');
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([500, 'INTERNAL']);
    expect(JSON.stringify([body, broken.logged])).not.toContain(SECRET);
  });
});

describe('a deadline', () => {
  it('is answered even if a resolver does not heed it', async () => {
    const stuck = createHarness({ override: { 'Customer.name': () => new Promise(() => undefined) } });
    const deadline = new AbortController();
    const answer = stuck.engine.execute({ query: '{ customer(id: "1") { name { full } } }' }, admin, { signal: deadline.signal, allowMutation: true });
    deadline.abort();
    expect(await answer).toMatchObject({ status: 504, body: { errors: [{ extensions: { code: 'DEADLINE_EXCEEDED' } }] } });
  });

  it('leaves time for the partial answer of resolvers that heed it', async () => {
    const heeding = (_parent: unknown, _args: unknown, context: unknown): Promise<never> =>
      new Promise((_resolve, reject) => {
        const { signal } = context as { signal: AbortSignal };
        signal.addEventListener('abort', () => reject(new GatewayError('SOURCE_UNAVAILABLE', 'The source erp does not answer.', { source: 'erp' })));
      });
    const slow = createHarness({ override: { 'Customer.name': heeding } });
    const deadline = new AbortController();
    const answer = slow.engine.execute({ query: '{ customer(id: "1") { kind name { full } } }' }, admin, { signal: deadline.signal, allowMutation: true });
    setImmediate(() => deadline.abort());
    expect(await answer).toMatchObject({ status: 200, body: { data: { customer: { name: null } }, errors: [{ extensions: { code: 'SOURCE_UNAVAILABLE' } }] } });
  });
});
