/** What a pool does with a database that takes connections and never says a word, and with none at all. */
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { SourceError } from '../../../../datasources/systems/defineSource.ts';
import { createSources, type ConnectedSource } from '../../../../datasources/systems/index.ts';
import { createSqlPool, type SqlAnswer, type SqlDriver, type SqlTrouble } from '../../../../datasources/upstream/sqlPool.ts';

const kindOf = async (asked: Promise<unknown>) => {
  const error: unknown = await asked.then(() => null, (reason: unknown) => reason);
  if (!(error instanceof SourceError)) throw new Error('no SourceError', { cause: error });
  return error.kind;
};

describe.each(['postgres', 'mysql'])('a silent server asked by the adapter %s', (adapter) => {
  let server: Server;
  const sockets = new Set<Socket>();
  let source: ConnectedSource;
  const connect = (timeoutMs: number) => {
    const { port } = server.address() as AddressInfo;
    const settings = { user: 'u', password: 'p', records: { party: { table: 't', id: 'id', fields: { name: 'name' } } } };
    source = createSources({ crm: { adapter, url: `${adapter}://127.0.0.1:${port}/db`, timeoutMs, retry: { times: 0 }, settings } }, { defaultRegion: 'GB' }).get('crm')!;
  };
  const fetch = (signal: AbortSignal) => source.client.fetchByIds('party', ['1'], new Set(), signal);

  beforeEach(async () => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket)).resume();
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await source.close();
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  });

  it('counts as one that does not answer in time', async () => {
    connect(150);
    expect(await kindOf(fetch(new AbortController().signal))).toBe('timeout');
  });

  it('lets go whoever gives up, at once', async () => {
    connect(800);
    const hurried = new AbortController();
    const asked = kindOf(fetch(hurried.signal));
    await new Promise<void>((resolve) => void server.once('connection', () => resolve()));
    hurried.abort();
    expect(await asked).toBe('aborted');
  });

  it('is left without a connection when the source is closed', async () => {
    connect(150);
    await kindOf(fetch(new AbortController().signal));
    await source.close();
    for (let tries = 0; sockets.size > 0 && tries < 100; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(sockets.size).toBe(0);
    expect(await kindOf(fetch(new AbortController().signal))).toBe('aborted');
  });
});

describe('a pool of connections', () => {
  const statement = { text: 'SELECT 1', values: [], table: 'people', columns: ['id', 'name'] };
  const options = { system: 'crm', url: 'x://y/z', user: 'reader', password: 'p', tls: null, concurrency: 1, timeoutMs: 1_000 };
  const never = new AbortController().signal;

  function fakeDriver(more: Partial<SqlDriver<object>> = {}): { driver: SqlDriver<object>; told: string[] } {
    const told: string[] = [];
    const connection = {};
    const driver: SqlDriver<object> = {
      acquire: () => (told.push('acquire'), Promise.resolve(connection)),
      setUp: () => (told.push('setUp'), Promise.resolve()),
      run: () => (told.push('run'), Promise.resolve({ columns: [], rows: [] } satisfies SqlAnswer)),
      cancel: () => (told.push('cancel'), Promise.resolve()),
      release: (_connection, isBroken) => void told.push(isBroken ? 'destroy' : 'release'),
      end: () => (told.push('end'), Promise.resolve()),
      troubleOf: (error) => ({ trouble: (error as { trouble: SqlTrouble }).trouble, column: 'name' }),
      ...more,
    };
    return { driver, told };
  }

  it.each<[SqlTrouble, SourceError['kind'], string]>([
    ['table', 'refused', 'people'], ['column', 'refused', 'column name'], ['permission', 'unauthorised', 'grant SELECT'], ['signIn', 'unauthorised', 'reader'], ['database', 'refused', 'database'],
    ['timeout', 'timeout', 'people'], ['busy', 'overloaded', 'connection'], ['unreachable', 'unreachable', 'reached'], ['other', 'refused', 'people'],
  ])('says of %s that it is %s', async (trouble, kind, words) => {
    const { driver } = fakeDriver({ run: () => Promise.reject(Object.assign(new Error('value 4711'), { trouble })) });
    const error: unknown = await createSqlPool(options, driver).run(statement, never).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'SourceError', kind });
    expect((error as Error).message).toContain(words);
    expect((error as Error).message).not.toContain('4711');
  });

  it('sets a connection up once, and lends none that was given up in the middle again', async () => {
    let settle!: (answer: SqlAnswer) => void;
    const running = new Promise<SqlAnswer>((resolve) => (settle = resolve));
    const { driver, told } = fakeDriver();
    const pool = createSqlPool(options, driver);
    await pool.run(statement, never);
    await pool.run(statement, never);
    expect(told).toEqual(['acquire', 'setUp', 'run', 'release', 'acquire', 'run', 'release']);
    told.length = 0;
    driver.run = () => (told.push('run'), running);
    driver.cancel = () => (told.push('cancel'), settle({ columns: [], rows: [] }), Promise.resolve());
    const hurried = new AbortController();
    const asked = kindOf(pool.run(statement, hurried.signal));
    await new Promise((resolve) => setImmediate(resolve));
    hurried.abort();
    expect(await asked).toBe('aborted');
    await pool.close();
    expect(told).toEqual(['acquire', 'run', 'cancel', 'destroy', 'end']);
    expect(await kindOf(pool.run(statement, never))).toBe('aborted');
  });
});
