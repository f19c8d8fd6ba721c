import { openStore } from '../../datasources/mongo/connect.ts';
import { embeddedServer } from '../support/mongoServers.ts';
import { relay } from '../support/relay.ts';

jest.setTimeout(120_000);

describe('a store whose server goes away', () => {
  it('rejects with STORE_UNAVAILABLE within its limit, and works again when the server is back', async () => {
    const server = embeddedServer();
    const uri = new URL(await server.uri());
    const between = relay(decodeURIComponent(uri.host));
    const port = await between.listen();
    const user = uri.username ? `${uri.username}:${uri.password}@` : '';
    const through = `mongodb://${user}127.0.0.1:${port}/${uri.search}`;
    const store = await openStore({ uri: through, database: 'away', waitMs: 500, answerMs: 2_000 });
    try {
      expect(await store.ping(1_000)).toBe(true);
      between.cut();
      const startedAt = performance.now();
      await expect(store.parties.byRefs(['shop:party:1'])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', details: { retryAfterSeconds: 1 } });
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      expect(await store.ping(200)).toBe(false);
      between.mend();
      for (let tries = 0; tries < 50 && !(await store.ping(1_000)); tries += 1);
      expect(await store.parties.byRefs(['shop:party:1'])).toEqual(new Map());
    } finally {
      await store.close();
      await between.close();
      await server.close();
    }
  });

  it('is not opened where no server answers', async () => {
    await expect(openStore({ uri: 'mongodb://127.0.0.1:9/', database: 'none', waitMs: 200 })).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});
