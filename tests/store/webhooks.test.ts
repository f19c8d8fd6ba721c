import { createWebhooks } from '../../ingest/webhooks.ts';
import { createSources } from '../../datasources/systems/index.ts';
import type { Store } from '../../datasources/mongo/store.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { ghostDelivery, memberEdited } from '../support/webhooks.ts';
import { dyingStore } from './faultyStore.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(120_000);
const SECRET = 'the secret of the marketing';
const MEMBER = '6b0300076b8bcf7cd24a216a';
const AT_MS = Date.parse('2026-03-04T11:00:00Z');

const sources = createSources({ ghost: { adapter: 'ghost', url: 'http://127.0.0.1:9/', settings: { adminKey: '00:00' }, webhook: { secret: SECRET } } }, { defaultRegion: 'ES' });
const sent = ghostDelivery(SECRET, memberEdited(MEMBER), AT_MS);
function take(store: Store) {
  const endpoint = createWebhooks({ store, sources, now: () => AT_MS, logger: { info: () => undefined, warn: () => undefined } })('ghost')!;
  return endpoint.take(sent.headers, Buffer.from(sent.body));
}

describe.each(mongoServers())('webhooks on the $name server', (server) => {
  let test: TestStore;
  beforeEach(async () => {
    test = await openTestStore(server);
  });
  afterEach(() => test.close());
  afterAll(() => server.close());

  const dirty = async (): Promise<number> => (await test.database.collection('inbox').findOne({}))?.['dirty'] ?? 0;

  it.each([[0, 0], [1, 1]])('are not taken for done by a process that died after %i writes, and are taken when they come again', async (writes, signals) => {
    await expect(take(dyingStore(test.store, writes))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(await dirty()).toBe(signals);
    expect(await take(test.store)).toBe('taken');
    expect(await take(await test.another())).toBe('known');
    expect(await dirty()).toBe(signals + 1);
  });

  it('are taken by at least one of several gateways to which one delivery comes at once, and by none later', async () => {
    const stores = [test.store, await test.another(), await test.another()];
    const outcomes = await Promise.all(stores.map(take));
    expect(outcomes).toContain('taken');
    expect(await dirty()).toBe(outcomes.filter((outcome) => outcome === 'taken').length);
    expect(await Promise.all(stores.map(take))).toEqual(['known', 'known', 'known']);
  });

  it('leave a mark that holds no value and goes by itself when their time has passed', async () => {
    await take(test.store);
    const [mark, ...more] = await test.database.collection('deliveries').find({}).toArray();
    expect(more).toEqual([]);
    expect(Object.keys(mark!)).toEqual(['_id', 'until']);
    expect(mark!['until']).toEqual(new Date(AT_MS + 300_000 + 60_000));
    expect((await test.database.collection('deliveries').indexes()).find(({ name }) => name === 'until')).toMatchObject({ key: { until: 1 }, expireAfterSeconds: 0 });
  });
});
