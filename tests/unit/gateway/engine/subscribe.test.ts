import type { Policy } from '../../../../directives/policy.ts';
import { GatewayError } from '../../../../domain/errors.ts';
import type { EngineBody, EngineResult } from '../../../../gateway/engine/engine.ts';
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

function start(events: readonly unknown[], changes: Parameters<typeof createHarness>[1] = {}) {
  const { state, subscribe } = source(events);
  const harness = createHarness({ override: { 'Subscription.interactionRecorded': subscribe } }, changes);
  const left = new AbortController();
  const open = async (principal = caller('agent')): Promise<AsyncIterableIterator<EngineBody>> => {
    const stream = await harness.engine.subscribe({ query: QUERY }, principal, { signal: left.signal, allowMutation: true });
    if (!isStream(stream)) throw new Error(JSON.stringify(stream));
    return stream;
  };
  return { state, harness, left, open };
}

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

  it('ends when its token does, says so, and frees its source', async () => {
    const { open, state } = start([], { now: () => 1_000 });
    const stream = await open(caller('agent', undefined, { expiresAtMs: 1_020 }));
    expect((await stream.next()).value).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    await new Promise((resolve) => setImmediate(resolve));
    expect(state.freed).toBe(true);
  });

  it('ends when the permissions change, before another event is shown', async () => {
    let policy: Policy = shippedPolicy;
    const { open } = start([ticket, ticket], { policy: () => policy });
    const stream = await open();
    await stream.next();
    policy = { ...shippedPolicy, hash: 'another' };
    expect((await stream.next()).value).toMatchObject({ errors: [{ message: expect.stringContaining('permissions have changed') }] });
    expect((await stream.next()).done).toBe(true);
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
