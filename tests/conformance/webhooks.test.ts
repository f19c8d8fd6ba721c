/** POST /webhooks/SOURCE, the same on every host. */
import { gzipSync } from 'node:zlib';
import { createSources } from '../../datasources/systems/index.ts';
import type { Store } from '../../datasources/mongo/store.ts';
import { GatewayError } from '../../domain/errors.ts';
import { createWebhooks } from '../../ingest/webhooks.ts';
import { createMemoryStore } from '../support/fakes/memoryStore/index.ts';
import { ghostDelivery, memberEdited, standardDelivery, type SentWebhook } from '../support/webhooks.ts';
import { startServer, type TestServer } from './server.ts';

const GHOST_SECRET = 'the secret of the marketing';
const SHOP_SECRET = 'the secret of the shop then';
const MEMBER = '6b0300076b8bcf7cd24a216a';
const NOW_MS = Date.parse('2026-03-04T11:00:00Z');
const MAX_BODY_BYTES = 5_000;

describe.each(['node', 'yoga', 'apollo'] as const)('webhooks on the host %s', (kind) => {
  let store: Store;
  let server: TestServer;
  let nowMs: number;
  let logged: [object, string][];
  let endpointOf: ReturnType<typeof createWebhooks>;

  beforeAll(async () => {
    server = await startServer(kind, { webhooks: (source) => endpointOf(source), cors: { origins: ['https://desk.example.com'] } });
  });
  afterAll(() => server.close());
  beforeEach(() => {
    [nowMs, logged] = [NOW_MS, []];
    store = createMemoryStore(() => nowMs);
    const url = 'http://127.0.0.1:9/';
    const sources = createSources(
      {
        ghost: { adapter: 'ghost', url, settings: { adminKey: '00:00' }, webhook: { secret: GHOST_SECRET, maxBodyBytes: MAX_BODY_BYTES } },
        shop: { adapter: 'vendure', url, settings: { username: 'u', password: 'p' }, webhook: { secret: SHOP_SECRET, toleranceSeconds: 60 } },
        desk: { adapter: 'rt', url, settings: { username: 'u', password: 'p' } },
      },
      { defaultRegion: 'ES' },
    );
    const logger = { info: () => undefined, warn: (fields: object, message: string) => void logged.push([fields, message]) };
    endpointOf = createWebhooks({ store, sources, now: () => nowMs, logger });
  });

  const send = ({ headers, body }: { headers: Record<string, string>; body: string | Uint8Array }, source = 'ghost', method = 'POST') =>
    fetch(`${server.origin}/webhooks/${source}`, { method, headers, ...(method === 'POST' && { body: new Uint8Array(Buffer.from(body)) }) });
  const statusOf = async (delivery: SentWebhook, source = 'ghost') => (await send(delivery, source)).status;
  const waiting = async () => (await store.inbox.waiting()).map(({ system, type, count }) => `${system} ${type} ${count}`).sort();
  const edited = (name?: string) => ghostDelivery(GHOST_SECRET, memberEdited(MEMBER, name), NOW_MS);

  it('says of sources that are not configured to send any, and of unknown ones, what it says of any unknown path', async () => {
    const answers = await Promise.all(['desk', 'nobody', '', '__proto__', 'ghost/x'].map((source) => send(edited(), source)));
    const plain = await fetch(`${server.origin}/elsewhere`);
    const told = await plain.text();
    for (const answer of answers) {
      expect(answer.status).toBe(404);
      expect(await answer.text()).toBe(told);
    }
    expect(await waiting()).toEqual([]);
  });

  it('refuses a signature of another source, and tells no sender why in more than a sentence', async () => {
    const answer = await send(ghostDelivery(SHOP_SECRET, memberEdited(MEMBER), NOW_MS));
    expect([answer.status, await answer.text()]).toEqual([401, 'The signature is missing or wrong.\n']);
    expect(await statusOf(edited(), 'shop')).toBe(401);
    expect(await waiting()).toEqual([]);
  });

  it('refuses what was signed too long ago by the tolerance of its source', async () => {
    nowMs += 61_000;
    expect(await statusOf(standardDelivery(SHOP_SECRET, { type: 'order', id: '1' }, NOW_MS), 'shop')).toBe(401);
    expect(await statusOf(edited())).toBe(202);
  });

  it('refuses what is signed and cannot be read', async () => {
    expect(await statusOf(standardDelivery(SHOP_SECRET, '{"type":"order"', NOW_MS), 'shop')).toBe(400);
    expect(await waiting()).toEqual([]);
  });

  it('refuses bodies over the limit of their source, declared or not, and compressed ones', async () => {
    const long = 'x'.repeat(MAX_BODY_BYTES);
    expect(await statusOf(edited(long))).toBe(413);
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(edited(long).body));
        controller.close();
      },
    });
    const chunked = fetch(`${server.origin}/webhooks/ghost`, { method: 'POST', headers: edited(long).headers, body: stream, duplex: 'half' } as RequestInit);
    // The connection may be cut while the client still writes.
    expect(await chunked.then(({ status }) => status, () => 413)).toBe(413);
    const plain = edited();
    expect((await send({ headers: { ...plain.headers, 'content-encoding': 'gzip' }, body: gzipSync(plain.body) })).status).toBe(415);
    expect(await waiting()).toEqual([]);
  });

  it('takes nothing by another method than POST, and nothing from pages', async () => {
    const answer = await send(edited(), 'ghost', 'GET');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    const preflight = await fetch(`${server.origin}/webhooks/ghost`, { method: 'OPTIONS', headers: { origin: 'https://desk.example.com' } });
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([405, null]);
  });

  it('says 503 and when to try again while the store is away, and takes the same delivery then', async () => {
    const { signal } = store.inbox;
    store.inbox.signal = () => Promise.reject(new GatewayError('STORE_UNAVAILABLE', 'The store does not answer.', { retryAfterSeconds: 1 }));
    const answer = await send(edited());
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    store.inbox.signal = signal;
    expect(await statusOf(edited())).toBe(202);
    expect(await waiting()).toEqual(['ghost party 1']);
  });

  it('says 500, and not why, where something goes wrong that nobody thought of', async () => {
    store.deliveries.has = () => Promise.reject(new TypeError('ada@example.com'));
    const answer = await send(edited());
    expect([answer.status, await answer.text()]).toEqual([500, 'Internal error.\n']);
    expect(JSON.stringify(server.harness.logged)).not.toContain('ada@example.com');
  });

  it('takes a delivery once: sent again it is answered so that its sender stops', async () => {
    expect(await statusOf(edited())).toBe(202);
    const [work] = await store.inbox.lease('w', 'ghost', 'party', 5, 60_000);
    await store.inbox.complete([{ ref: work!._id, epoch: work!.epoch, dirty: work!.dirty }]);
    nowMs += 200_000;
    const again = await send(edited());
    expect([again.status, await again.text()]).toEqual([200, 'Taken before.\n']);
    expect(await waiting()).toEqual([]);
    nowMs += 200_000;
    expect(await statusOf(edited())).toBe(401);
  });

  it('takes two changes of one record within one millisecond for two', async () => {
    expect(await statusOf(edited('Ada Byron'))).toBe(202);
    expect(await statusOf(edited('Ada King'))).toBe(202);
    expect(await store.inbox.lease('w', 'ghost', 'party', 5, 60_000)).toMatchObject([{ _id: `ghost:party:${MEMBER}`, dirty: 2 }]);
  });

  it('takes what a shop without webhooks of its own tells by the common scheme', async () => {
    const told = [{ type: 'order', id: 17 }, { type: 'party', id: '4' }, { type: 'order', id: '17' }];
    expect(await statusOf(standardDelivery(SHOP_SECRET, told, NOW_MS), 'shop')).toBe(202);
    expect(await waiting()).toEqual(['shop order 1', 'shop party 1']);
  });

  it('logs that deliveries are refused, once a minute for each reason, and nothing of what they hold', async () => {
    for (let time = 0; time < 3; time += 1) await statusOf({ ...edited('Ada King'), headers: { 'x-ghost-signature': 'sha256=forged' } });
    expect(logged).toEqual([[{ system: 'ghost', reason: 'signature' }, 'A webhook was refused.']]);
    nowMs += 60_000;
    await statusOf({ ...edited(), headers: {} });
    expect(logged).toHaveLength(2);
  });
});
