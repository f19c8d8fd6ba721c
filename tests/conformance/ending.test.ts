/** How a host ends: whoever is in is answered, whoever listens is told that it is over, nobody comes in any more. */
import type { HostKind } from '../../gateway/hosts/createHost.ts';
import { startServer, type TestServer } from './server.ts';

const SLOW = '{ me { role } }';
const SEEN = { data: { me: { role: 'value of Viewer.role' } } };

describe.each(['node', 'yoga', 'apollo'] as const)('a host on %s that ends', (kind: HostKind) => {
  let server: TestServer;
  let finish: (() => void)[];
  let began: () => void;

  beforeEach(async () => {
    finish = [];
    began = () => undefined;
    server = await startServer(kind, {}, {
      override: {
        'Query.me': () => new Promise((resolve) => (finish.push(() => resolve({})), began())),
        'Subscription.interactionRecorded': async function* (_parent: unknown, _args: unknown, { signal }: { signal: AbortSignal }) {
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
        } as never,
      },
    });
  });
  afterEach(() => server.close());
  const inHand = async (count: number): Promise<Promise<Response>[]> => {
    const all = new Promise<void>((resolve) => (began = () => void (finish.length === count && resolve())));
    const answers = Array.from({ length: count }, () => server.post({ query: SLOW }));
    await all;
    return answers;
  };

  it('answers the requests in hand, each as the last of its connection, and then accepts nobody', async () => {
    const answers = await inHand(20);
    const closed = server.host.close(10_000);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await expect(server.post({ query: '{ __typename }' })).rejects.toThrow();
    finish.forEach((done) => done());
    for (const answer of await Promise.all(answers)) {
      expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
      expect(await answer.json()).toEqual(SEEN);
    }
    await closed;
  });

  it('goes on answering while it only lets its clients go, and tells them not to stay', async () => {
    const [answer] = await inHand(1);
    server.host.drain();
    const next = await server.post({ query: '{ __typename }' });
    expect([next.status, next.headers.get('connection')]).toEqual([200, 'close']);
    finish.forEach((done) => done());
    expect((await answer!).headers.get('connection')).toBe('close');
  });

  it('completes event streams, and answers a query that is to be answered as one', async () => {
    const headers = { accept: 'text/event-stream' };
    const stream = await server.post({ query: 'subscription { interactionRecorded(customerId: "1") { id } }' }, { headers });
    const begun = new Promise<void>((resolve) => (began = resolve));
    const query = server.post({ query: SLOW }, { headers });
    await begun;
    const closed = server.host.close(10_000);
    const text = await stream.text();
    expect(text).toContain('event: complete');
    expect(text).not.toContain('errors');
    finish.forEach((done) => done());
    expect(await (await query).text()).toContain(`data: ${JSON.stringify(SEEN)}`);
    await closed;
  });

  it('gives up what lasts longer than its grace, and tells it so', async () => {
    const [answer] = await inHand(1);
    const closed = server.host.close(50);
    const { status } = await answer!;
    const body = (await (await answer!).json()) as { errors: { extensions: { code: string } }[] };
    expect([status, body.errors.map(({ extensions }) => extensions.code)]).toEqual([504, ['DEADLINE_EXCEEDED']]);
    await closed;
  });
});
