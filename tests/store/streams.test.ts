/** Open streams of issued tokens over a real store: what looking at them again asks of it. */
import { createAuthenticator } from '../../gateway/auth/authenticator.ts';
import type { EngineBody } from '../../gateway/engine/engine.ts';
import { shippedPolicy } from '../authz/callers.ts';
import { createHarness } from '../authz/engine.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { hashOf, sampleToken, tokenDocument } from '../support/tokenDocument.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(120_000);
const STREAMS_PER_TOKEN = 5;
const tokens = [1, 2, 3].map(sampleToken);

describe.each(mongoServers())('streams of issued tokens on the $name server', (server) => {
  let test: TestStore;
  beforeAll(async () => {
    test = await openTestStore(server);
    for (const { id, secret } of tokens) {
      await test.store.tokens.create(tokenDocument(id, { hash: hashOf(secret), role: 'chatbot', scopes: ['customer:read'], expiresAt: new Date(Date.now() + 3_600_000) }));
    }
  });
  afterAll(async () => {
    await test.close();
    await server.close();
  });
  const readsOfTokens = () => test.commands.filter(({ find }) => find === 'tokens');

  it('end each in the round after their own token was revoked; one query looks at all of them', async () => {
    const rounds = new Set<() => void>();
    const authenticator = createAuthenticator({ issuers: [], tokens: test.store.tokens, policy: () => shippedPolicy });
    const waiting = async function* (_parent: unknown, _args: unknown, context: unknown): AsyncGenerator<unknown> {
      const { signal } = context as { signal: AbortSignal };
      yield { __typename: 'Ticket', row: 0 };
      if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    };
    const { engine } = createHarness(
      { override: { 'Subscription.interactionRecorded': waiting } },
      { every: (_intervalMs, act) => (rounds.add(act), () => rounds.delete(act)) },
    );
    const leaving: AbortController[] = [];
    const open = async (header: string): Promise<AsyncIterableIterator<EngineBody>> => {
      const left = new AbortController();
      leaving.push(left);
      const again = () => authenticator.authenticate(header, '203.0.113.9');
      const stream = await engine.subscribe({ query: 'subscription { interactionRecorded(customerId: "1") { id } }' }, await again(), { signal: left.signal, allowMutation: true, again });
      if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream.body));
      return stream;
    };
    const streams = await Promise.all(tokens.flatMap(({ header }) => Array.from({ length: STREAMS_PER_TOKEN }, () => open(header))));
    test.commands.length = 0;
    // An event for all of them: each is authorised, by one read.
    for (const step of await Promise.all(streams.map((stream) => stream.next()))) expect(step.value).toHaveProperty('data.interactionRecorded.id');
    expect(readsOfTokens()).toHaveLength(1);

    await test.store.tokens.revoke(tokens[0]!.id, new Date(), 'admin');
    test.commands.length = 0;
    const next = streams.map((stream) => stream.next());
    for (const round of rounds) round();
    const ended = await Promise.all(next.slice(0, STREAMS_PER_TOKEN));
    for (const { value } of ended) expect(value).toEqual({ errors: [expect.objectContaining({ extensions: { code: 'UNAUTHENTICATED' } })] });
    expect(readsOfTokens()).toHaveLength(1);
    expect(await Promise.race([...next.slice(STREAMS_PER_TOKEN), new Promise((resolve) => setImmediate(resolve))])).toBeUndefined();
    for (const left of leaving) left.abort();
    for (const each of next.slice(STREAMS_PER_TOKEN)) expect((await each).done).toBe(true);
    expect(rounds.size).toBe(0);
  });
});
