import { createServer, type Server } from 'node:http';
import { listenOn } from '../../../gateway/listen.ts';

describe('a server that listens', () => {
  const servers: Server[] = [];
  const server = (): Server => {
    const made = createServer();
    servers.push(made);
    return made;
  };
  afterEach(() => Promise.all(servers.splice(0).map((each) => new Promise((resolve) => each.close(resolve)))));

  it('is refused where another one does, and told which setting names another port', async () => {
    const port = await listenOn(server(), { port: 0, bind: '127.0.0.1', setting: 'PORT' });
    expect(port).toBeGreaterThan(0);
    await expect(listenOn(server(), { port, bind: '127.0.0.1', setting: 'PORT' })).rejects.toThrow(
      `127.0.0.1:${port} cannot be listened on (EADDRINUSE), another process listens there: end it, or set another PORT.`,
    );
  });

  it('is refused an address that this machine does not have', async () => {
    await expect(listenOn(server(), { port: 0, bind: '192.0.2.1', setting: 'PORT' })).rejects.toThrow(/192\.0\.2\.1:0 .*EADDRNOTAVAIL.* no such address/);
  });
});
