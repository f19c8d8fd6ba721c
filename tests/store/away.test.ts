import { EventEmitter } from 'node:events';
import net, { type Socket } from 'node:net';
import { MongoClient } from 'mongodb';
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

  it('is found again though a heartbeat went into a connection that had just gone', async () => {
    const server = embeddedServer();
    const uri = await server.uri();
    const sockets: Socket[] = [];
    const connecting = jest.spyOn(net, 'createConnection').mockImplementation(((options: net.NetConnectOpts) => {
      const socket = new net.Socket().connect(options);
      sockets.push(socket);
      return socket;
    }) as never);
    let heartbeats = 0;
    const started = jest.spyOn(MongoClient.prototype, 'emit').mockImplementation(function (this: MongoClient, name, ...rest) {
      // The system has told Node of the end of all connections, and Node has not told the driver yet.
      if (name === 'serverHeartbeatStarted' && (heartbeats += 1) > 1 && heartbeats < 4) for (const socket of sockets.splice(0)) socket.destroy();
      return EventEmitter.prototype.emit.call(this, name, ...rest);
    });
    const store = await openStore({ uri, database: 'away', waitMs: 300, answerMs: 2_000, heartbeatMs: 600, silenceMs: 1_500 });
    try {
      const until = performance.now() + 15_000;
      while (heartbeats < 4 && performance.now() < until) await store.ping(300);
      let isBack = false;
      while (!isBack && performance.now() < until) isBack = await store.ping(300);
      expect(isBack).toBe(true);
      expect(await store.parties.byRefs(['shop:party:1'])).toEqual(new Map());
    } finally {
      started.mockRestore();
      connecting.mockRestore();
      await store.close();
      await server.close();
    }
  });

  it('is not opened where no server answers', async () => {
    await expect(openStore({ uri: 'mongodb://127.0.0.1:9/', database: 'none', waitMs: 200 })).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});
