import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePolicy, type Policy } from '../../../../directives/policy.ts';
import type { ReadRecord } from '../../../../domain/audit.ts';
import { GatewayError } from '../../../../domain/errors.ts';
import type { Principal } from '../../../../domain/principal.ts';
import type { EngineBody, EngineOptions, EngineResult } from '../../../../gateway/engine/engine.ts';
import { caller, shippedPolicy } from '../../../authz/callers.ts';
import { createHarness } from '../../../authz/engine.ts';

const QUERY = 'subscription { interactionRecorded(customerId: "1") { id ... on Ticket { subject } } }';
type Context = { signal: AbortSignal };

/** A source that gives these events and then waits until its signal fires, however long that takes. */
function source(events: readonly unknown[]) {
  const state = { freed: false };
  return {
    state,
    subscribe: async function* (_parent: unknown, _args: unknown, context: unknown): AsyncGenerator<unknown> {
      const { signal } = context as Context;
      for (const event of events) yield event;
      if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      state.freed = true;
    },
  };
}

const isStream = (value: EngineResult | AsyncIterableIterator<EngineBody>): value is AsyncIterableIterator<EngineBody> => Symbol.asyncIterator in value;
const ticket = { __typename: 'Ticket', row: 0 };

type Again = () => Principal | Promise<Principal>;

function start(events: readonly unknown[], changes: Partial<EngineOptions> = {}, override: Record<string, (parent: unknown) => unknown> = {}) {
  const { state, subscribe } = source(events);
  const rounds = new Set<() => void>();
  const every: EngineOptions['every'] = (_intervalMs, act) => {
    rounds.add(act);
    return () => rounds.delete(act);
  };
  const harness = createHarness({ override: { 'Subscription.interactionRecorded': subscribe, ...override } }, { every, ...changes });
  const left = new AbortController();
  const ask = (principal: Principal, again?: Again, signal = left.signal) =>
    harness.engine.subscribe({ query: QUERY }, principal, { signal, allowMutation: true, ...(again && { again }) });
  const open = async (principal = caller('agent'), again?: Again): Promise<AsyncIterableIterator<EngineBody>> => {
    const stream = await ask(principal, again);
    if (!isStream(stream)) throw new Error(JSON.stringify(stream));
    return stream;
  };
  return { state, harness, left, open, ask, rounds, round: () => rounds.forEach((act) => act()) };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const policyText = readFileSync(join(__dirname, '../../../../policy.yml'), 'utf8');
/** The shipped policy with another word for a class of the agent. */
function agentPolicy(dataClass: string, word: 'allow' | 'deny'): Policy {
  const [before, after] = policyText.split('\n  agent:\n') as [string, string];
  return parsePolicy(`${before}\n  agent:\n${after.replace(new RegExp(`(${dataClass}: )\\w+`), `$1${word}`)}`);
}
const codes = (value: EngineBody | undefined) => value?.errors?.map(({ extensions }) => extensions.code);
const revoked: Again = () => {
  throw new GatewayError('UNAUTHENTICATED', 'The token has been revoked.');
};
const ofToken = (id: string): Principal => caller('chatbot', undefined, { issuedToken: { id, requestsPerMinute: null, costPerMinute: null }, subject: `token:${id}` });

describe('a subscription', () => {
  it('of a caller who may not is null and FORBIDDEN, and never begun', async () => {
    const { harness, state } = start([ticket]);
    const result = await harness.engine.subscribe({ query: QUERY }, caller('partner'), { signal: new AbortController().signal, allowMutation: true });
    expect(result).toMatchObject({ status: 200, body: { data: { interactionRecorded: null }, errors: [{ extensions: { code: 'FORBIDDEN' } }] } });
    expect(state.freed).toBe(false);
  });

  it('cannot be had as a single answer', async () => {
    const { harness } = start([ticket]);
    expect(await harness.askWhole(caller('admin'), QUERY)).toMatchObject({ status: 406, body: { errors: [{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }] } });
  });

  it('answers each event as its caller may see it', async () => {
    const { open } = start([ticket]);
    expect(await (await open()).next()).toEqual({ done: false, value: { data: { interactionRecorded: { id: 'value of Ticket.id', subject: 'value of Ticket.subject' } } } });
    const marketing = await (await open(caller('marketing'))).next();
    expect(marketing.value).toMatchObject({ data: { interactionRecorded: { subject: null } }, errors: [{ extensions: { code: 'FORBIDDEN', coordinate: 'Ticket.subject' } }] });
  });

  it('is not run by GET, whatever that accepts', async () => {
    const { harness, state } = start([ticket]);
    for (const query of [QUERY, 'mutation { __typename }']) {
      const options = { signal: new AbortController().signal, allowMutation: false };
      for (const answer of [await harness.engine.subscribe({ query }, caller('admin'), options), await harness.engine.execute({ query }, caller('admin'), options)]) {
        expect(answer).toMatchObject({ status: 405, headers: { allow: 'POST' }, body: { errors: [{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }] } });
      }
    }
    expect([state.freed, [...harness.calls]]).toEqual([false, []]);
  });

  it('ends when its token does, says so, and frees its source', async () => {
    let nowMs = 1_000;
    const { open, state, round } = start([], { now: () => nowMs });
    const stream = await open(caller('agent', undefined, { expiresAtMs: 1_020 }));
    const next = stream.next();
    nowMs = 1_020;
    round();
    expect((await next).value).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    await turn();
    expect(state.freed).toBe(true);
  });

  it('tells nothing more once its token has ended or is refused, before any round', async () => {
    let nowMs = 1_000;
    const { open } = start([ticket, ticket], { now: () => nowMs });
    const ending = await open(caller('agent', undefined, { expiresAtMs: 1_020 }));
    let again: Again = () => caller('agent');
    const refusing = await open(caller('agent'), () => again());
    for (const stream of [ending, refusing]) expect((await stream.next()).value).toHaveProperty('data');
    nowMs = 1_020;
    again = revoked;
    for (const stream of [ending, refusing]) {
      expect((await stream.next()).value).toEqual({ errors: [expect.objectContaining({ extensions: { code: 'UNAUTHENTICATED' } })] });
      expect((await stream.next()).done).toBe(true);
    }
  });

  it('of an issued token ends in the next round after it was revoked, and at once where that is told', async () => {
    const { open, round, harness } = start([]);
    const streams = await Promise.all(['a', 'b', 'c'].map((id) => open(ofToken(id), id === 'c' ? () => ofToken(id) : revoked)));
    const [a, b, c] = streams.map((stream) => stream.next());
    harness.engine.recheckStreams('a');
    expect(codes((await a!).value)).toEqual(['UNAUTHENTICATED']);
    expect(await Promise.race([b, c, turn()])).toBeUndefined();
    round();
    expect(codes((await b!).value)).toEqual(['UNAUTHENTICATED']);
    expect(await Promise.race([c, turn()])).toBeUndefined();
  });

  it('does not tell an event that was being read when its token was revoked', async () => {
    let finish = (): void => undefined;
    const reading = new Promise<string>((resolve) => (finish = () => resolve('secret')));
    let again: Again = () => ofToken('a');
    const { open, harness } = start([ticket], {}, { 'Ticket.id': () => reading });
    const stream = await open(ofToken('a'), () => again());
    const next = stream.next();
    await turn();
    again = revoked;
    harness.engine.recheckStreams('a');
    expect(await next).toEqual({ done: false, value: { errors: [expect.objectContaining({ extensions: { code: 'UNAUTHENTICATED' } })] } });
    finish();
    expect((await stream.next()).done).toBe(true);
  });

  it('ends in the next round where the policy allows it no more, and says what would', async () => {
    let policy: Policy = shippedPolicy;
    const { open, round } = start([], { policy: () => policy });
    const stream = await open();
    const next = stream.next();
    round();
    await turn();
    policy = agentPolicy('interactions', 'deny');
    round();
    expect((await next).value).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN', coordinate: 'Subscription.interactionRecorded' } }] });
    expect((await stream.next()).done).toBe(true);
  });

  it('goes on under a changed policy that allows it, each event as that has it', async () => {
    let policy: Policy = shippedPolicy;
    const { open } = start([ticket, ticket, ticket], { policy: () => policy });
    const stream = await open();
    expect((await stream.next()).value).toMatchObject({ data: { interactionRecorded: { subject: 'value of Ticket.subject' } } });
    policy = agentPolicy('tickets', 'deny');
    const denied = (await stream.next()).value as EngineBody;
    expect([denied.data, codes(denied)]).toEqual([{ interactionRecorded: { id: 'value of Ticket.id', subject: null } }, ['FORBIDDEN']]);
    policy = shippedPolicy;
    expect((await stream.next()).value).toMatchObject({ data: { interactionRecorded: { subject: 'value of Ticket.subject' } } });
  });

  it('reads an event anew where the policy has changed while it was read', async () => {
    let policy: Policy = shippedPolicy;
    let reads = 0;
    const { open, harness } = start([ticket], { policy: () => policy }, {
      'Ticket.id': () => {
        reads += 1;
        policy = agentPolicy('tickets', 'deny');
        return Promise.resolve('id');
      },
    });
    expect((await (await open()).next()).value).toMatchObject({ data: { interactionRecorded: { id: 'id', subject: null } }, errors: [{ extensions: { code: 'FORBIDDEN', coordinate: 'Ticket.subject' } }] });
    expect([reads, harness.calls.get('Ticket.subject')]).toEqual([2, 1]);
  });

  it('tells nothing while nobody can say whether its token is good, stays open, and goes on when it is known again', async () => {
    const { open, round, harness } = start([ticket, { ...ticket, row: 1 }], {}, { 'Ticket.id': (parent) => `row ${(parent as typeof ticket).row}` });
    const away = (): Promise<never> => Promise.reject(new GatewayError('STORE_UNAVAILABLE', 'The store does not answer.'));
    const again = jest.fn<ReturnType<Again>, []>(() => ofToken('a')).mockImplementationOnce(away).mockImplementationOnce(away);
    const stream = await open(ofToken('a'), again);
    round();
    harness.engine.recheckStreams('a');
    await turn();
    expect(again).toHaveBeenCalledTimes(2);
    again.mockImplementationOnce(away);
    expect((await stream.next()).value).toMatchObject({ data: { interactionRecorded: { id: 'row 1' } } });
  });

  it('tells nothing of an event that resolves to nothing or fails by itself, and writes nothing of it down', async () => {
    const records: ReadRecord[] = [];
    const { open, harness } = start([null, new Error('redis://secret failed'), ticket], { gates: { audit: (record) => void records.push(record) } });
    expect((await (await open()).next()).value).toHaveProperty('data.interactionRecorded.id');
    expect(records).toHaveLength(1);
    expect(harness.logged).toHaveLength(1);
    expect(JSON.stringify(harness.logged)).not.toContain('secret');
  });

  it('gives up an event that cannot be read in time, and goes on', async () => {
    let reads = 0;
    const { open } = start([ticket, ticket], { streams: { eventDeadlineMs: 5 } }, { 'Ticket.id': () => ((reads += 1) === 1 ? new Promise(() => undefined) : 'in time') });
    expect((await (await open()).next()).value).toMatchObject({ data: { interactionRecorded: { id: 'in time' } } });
  });

  it('writes each event down before it is sent, and charges its cost', async () => {
    const done: string[] = [];
    const { open } = start([ticket, ticket], { gates: { charge: () => void done.push('charge'), audit: ({ operation }) => void done.push(operation) } });
    const stream = await open();
    expect(done).toEqual(['charge']);
    await stream.next();
    expect(done).toEqual(['charge', 'charge', 'subscription']);
    await stream.next();
    expect(done).toHaveLength(5);
  });

  it('ends where its caller has used up what it may', async () => {
    let charges = 0;
    const charge = (): void => {
      if ((charges += 1) > 2) throw new GatewayError('RATE_LIMITED', 'Too dear.', { retryAfterSeconds: 3 });
    };
    const { open } = start([ticket, ticket], { gates: { charge } });
    const stream = await open();
    await stream.next();
    expect((await stream.next()).value).toEqual({ errors: [{ message: 'Too dear.', extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 3 } }] });
    expect((await stream.next()).done).toBe(true);
  });

  it.each([
    ['of one principal', { maxPerPrincipal: 2 }, 'agent'],
    ['in all', { maxInAll: 2 }, 'admin'],
  ] as const)('is refused beyond the cap %s, until one of them ends', async (_name, streams, role) => {
    const { open, ask, rounds } = start([], { streams });
    const [first] = [await open(), await open()];
    expect(await ask(caller(role))).toMatchObject({ status: 429, body: { errors: [{ extensions: { code: 'STREAM_LIMIT_REACHED' } }] } });
    expect(rounds.size).toBe(1);
    await first.return?.();
    expect(isStream(await ask(caller(role)))).toBe(true);
  });

  it('leaves no place taken and no round running when all have ended, by themselves, by their caller or by an error', async () => {
    const { open, ask, left, rounds, harness } = start([], { streams: { maxInAll: 2 } });
    const invalid = await harness.engine.subscribe({ query: 'subscription { nothing }' }, caller('agent'), { signal: left.signal, allowMutation: true });
    expect(invalid).toMatchObject({ status: 400 });
    await ask(caller('agent'), undefined, AbortSignal.abort());
    const streams = [await open(), await open()].map((stream) => stream.next());
    expect(rounds.size).toBe(1);
    left.abort();
    for (const ended of streams) expect(await ended).toEqual({ done: true, value: undefined });
    expect(rounds.size).toBe(0);
  });

  it('ends without a word when its client leaves', async () => {
    const { open, left, state } = start([]);
    const stream = await open();
    const next = stream.next();
    left.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    await new Promise((resolve) => setImmediate(resolve));
    expect(state.freed).toBe(true);
  });

  it('ends with a masked error when its source fails', async () => {
    const failing = async function* (): AsyncGenerator<unknown> {
      yield ticket;
      throw new Error('redis://secret failed');
    };
    const harness = createHarness({ override: { 'Subscription.interactionRecorded': failing } });
    const stream = (await harness.engine.subscribe({ query: QUERY }, caller('agent'), { signal: new AbortController().signal, allowMutation: true })) as AsyncIterableIterator<EngineBody>;
    await stream.next();
    expect((await stream.next()).value).toMatchObject({ errors: [{ message: 'Internal error.', extensions: { code: 'INTERNAL' } }] });
    expect((await stream.next()).done).toBe(true);
    expect(JSON.stringify(harness.logged)).not.toContain('secret');
  });

  it('that cannot begin says why', async () => {
    const refusing = (): never => {
      throw new GatewayError('STORE_UNAVAILABLE', 'The store does not answer.');
    };
    const harness = createHarness({ override: { 'Subscription.interactionRecorded': refusing } });
    const result = await harness.engine.subscribe({ query: QUERY }, caller('agent'), { signal: new AbortController().signal, allowMutation: true });
    expect(result).toMatchObject({ body: { data: null, errors: [{ extensions: { code: 'STORE_UNAVAILABLE' } }] } });
  });
});
