/** What the engine tells the audit, and that nothing leaves without it. */
import type { ReadRecord } from '../../../../domain/audit.ts';
import { GatewayError } from '../../../../domain/errors.ts';
import type { EngineBody, EngineOptions } from '../../../../gateway/engine/engine.ts';
import { caller } from '../../../authz/callers.ts';
import { createHarness, type Harness } from '../../../authz/engine.ts';

interface World extends Harness {
  records: ReadRecord[];
  /** Set to have the audit refuse. */
  audit: { isAway: boolean };
}

function world(fake: Parameters<typeof createHarness>[0] = {}, changes: Partial<EngineOptions> = {}): World {
  const records: ReadRecord[] = [];
  const audit = { isAway: false };
  const harness = createHarness(fake, {
    contextFor: (principal, signal, met) => ({ principal, signal, met }),
    gates: {
      audit: (record) => {
        records.push(record);
        return audit.isAway ? Promise.reject(new GatewayError('AUDIT_UNAVAILABLE', 'Not written.')) : undefined;
      },
    },
    ...changes,
  });
  return { ...harness, records, audit };
}

const codes = ({ errors = [] }: EngineBody) => errors.map(({ extensions }) => extensions.code);
const NAME = '{ customer(id: "CANARY-1") { name { full } emails { value } taxIds { value } } }';
/** A root field that meets somebody, as resolvers do. */
const meeting = { override: { 'Query.customer': (_root: unknown, _args: unknown, { met }: { met: Set<string> }) => (met.add('c7'), {}) } } as Parameters<typeof createHarness>[0];

describe('without the audit', () => {
  it('no answer leaves, and nothing of it stands beside the error', async () => {
    const { audit, askWhole } = world();
    audit.isAway = true;
    const { status, body } = await askWhole(caller('admin'), NAME);
    expect(status).toBe(503);
    expect(body).toEqual({ errors: [{ message: 'Not written.', extensions: { code: 'AUDIT_UNAVAILABLE' } }] });
  });

  it('no answer leaves where it hangs beyond the deadline, and one that shows nothing is not held up by it', async () => {
    const left = new AbortController();
    left.abort(new GatewayError('DEADLINE_EXCEEDED', 'Over.'));
    const hangs = { gates: { audit: () => new Promise<void>(() => undefined) } };
    const within = async (fake: Parameters<typeof createHarness>[0]) => (await world(fake, hangs).engine.execute({ query: NAME }, caller('admin'), { signal: left.signal, allowMutation: true })) as { status: number; body: EngineBody };
    const shown = await within({});
    expect([shown.status, codes(shown.body), shown.body.data]).toEqual([503, ['AUDIT_UNAVAILABLE'], undefined]);
    const late = await within({ override: { 'Query.customer': () => new Promise(() => undefined) } } as Parameters<typeof createHarness>[0]);
    expect([late.status, codes(late.body)]).toEqual([504, ['DEADLINE_EXCEEDED']]);
  });

  it('no event of a subscription leaves, and the stream ends', async () => {
    const { audit, engine } = world({ override: { 'Subscription.interactionRecorded': async function* () {
      yield { __typename: 'Ticket' };
      yield { __typename: 'Ticket' };
    } } });
    const stream = await engine.subscribe({ query: 'subscription { interactionRecorded(customerId: "1") { id } }' }, caller('agent'), { signal: new AbortController().signal, allowMutation: true });
    if (!(Symbol.asyncIterator in stream)) throw new Error('no stream');
    expect((await stream.next()).value).toMatchObject({ data: { interactionRecorded: { id: expect.anything() } } });
    audit.isAway = true;
    expect((await stream.next()).value).toEqual({ errors: [{ message: 'Not written.', extensions: { code: 'AUDIT_UNAVAILABLE' } }] });
    expect((await stream.next()).done).toBe(true);
  });
});

describe('the audit is told', () => {
  it('of a root field that was denied, though nobody was met', async () => {
    const { records, ask } = world(meeting);
    expect(codes(await ask(caller('chatbot'), '{ customers { edges { node { id } } } }'))).toEqual(['FORBIDDEN']);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ customers: [], outcome: 'answered', coordinates: { returned: [], masked: [], denied: ['Query.customers'], sensitive: false } });
  });

  it('of a root field that was denied for its argument, and of others beside it', async () => {
    const { records, ask } = world(meeting);
    await ask(caller('marketing'), '{ customerBy(key: { taxId: "CANARY" }) { id } customer(id: "1") { kind } }');
    expect(records[0]).toMatchObject({ customers: ['c7'], coordinates: { denied: ['Query.customerBy'], returned: ['Customer.kind', 'Query.customer'] } });
  });

  it('of a subscription that was denied', async () => {
    const { records, engine } = world();
    await engine.subscribe({ query: 'subscription { interactionRecorded(customerId: "1") { id } }' }, caller('partner'), { signal: new AbortController().signal, allowMutation: true });
    expect(records[0]).toMatchObject({ operation: 'subscription', coordinates: { denied: ['Subscription.interactionRecorded'] } });
  });

  it('of introspection that was denied', async () => {
    const { records, ask } = world();
    await ask(caller('agent'), '{ __schema { queryType { name } } }');
    expect(records[0]?.coordinates.denied).toEqual(['Query.__schema']);
  });

  it('what is returned, masked and denied below, by coordinate whatever it is called', async () => {
    const { records, ask } = world(meeting);
    await ask(caller('marketing'), '{ a: customer(id: "1") { b: name { c: full } d: emails { e: value verified } f: taxIds { g: value } } }');
    expect(records[0]).toMatchObject({
      customers: ['c7'],
      coordinates: { masked: ['Email.value'], denied: ['Customer.taxIds'], sensitive: true, returned: expect.arrayContaining(['Customer.emails', 'Customer.name', 'CustomerName.full', 'Email.verified', 'Query.customer']) as unknown },
    });
  });

  it('that provenance is sensitive, since it can hold whatever is', async () => {
    const { records, ask } = world();
    await ask(caller('admin'), '{ customer(id: "1") { provenance(fields: [TAX_IDS]) { value } } }');
    expect(records[0]?.coordinates).toMatchObject({ sensitive: true });
  });

  it('that an operation failed, whether it threw, came too late or was refused at the last', async () => {
    const thrown = world({}, { contextFor: () => { throw new Error('a defect'); } });
    expect((await thrown.askWhole(caller('admin'), '{ me { role } }')).status).toBe(500);
    const late = world({ override: { 'Query.customer': () => new Promise(() => undefined) } });
    const gone = new AbortController();
    const answer = late.engine.execute({ query: NAME }, caller('admin'), { signal: gone.signal, allowMutation: false });
    setImmediate(() => gone.abort());
    expect((await answer).status).toBe(504);
    for (const { records } of [thrown, late]) expect(records.map(({ outcome }) => outcome)).toEqual(['failed']);
  });

  it('once for each event of a subscription, and each time only of whom that event met', async () => {
    const { records, engine } = world({ override: {
      'Subscription.interactionRecorded': async function* () {
        for (const row of [1, 2]) yield { __typename: 'Ticket', row };
      },
      'Ticket.id': (parent, _args, context) => (context as { met: Set<string> }).met.add(`c${(parent as { row: number }).row}`) && 'id',
    } });
    const stream = await engine.subscribe({ query: 'subscription { interactionRecorded(customerId: "1") { id } }' }, caller('agent'), { signal: new AbortController().signal, allowMutation: true });
    if (!(Symbol.asyncIterator in stream)) throw new Error('no stream');
    while (!(await stream.next()).done);
    expect(records.map(({ customers, operation }) => [operation, ...customers])).toEqual([['subscription', 'c1'], ['subscription', 'c2']]);
  });

  it('nothing of an operation that was refused before it could show anything', async () => {
    const { records, ask } = world();
    await ask(caller('admin'), '{ nonsense }');
    await ask(caller('admin'), 'query ($id: ID!) { customer(id: $id) { id } }');
    expect(records).toEqual([]);
  });

  it('no value: neither of an argument, nor of a variable, nor of the answer, nor a name that the client chose', async () => {
    const { records, ask } = world(meeting);
    await ask(caller('admin'), 'query CANARY_name($id: ID!) { CANARY_alias: customer(id: $id) { name { full } } customerBy(key: { email: "CANARY@x.org" }) { id } }', { id: 'CANARY-2' });
    expect(records).toHaveLength(1);
    const { principal, ...rest } = records[0]!;
    expect(JSON.stringify(rest)).not.toMatch(/CANARY|value of/);
    expect(principal.role).toBe('admin');
  });
});
