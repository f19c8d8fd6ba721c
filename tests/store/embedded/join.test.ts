import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { joinEmbeddedMongo, type EmbeddedMongo } from '../../../embedded-mongo/join.ts';
import { startServer } from '../../../embedded-mongo/server.ts';
import { sampled } from '../../support/depth.ts';

const root = dirname(dirname(dirname(__dirname)));

const pidOf = async (client: MongoClient): Promise<number> =>
  Number((await client.db('admin').command({ serverStatus: 1 }))['pid']);

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  // A zombie that nobody has waited for is dead all the same.
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
}

async function gone(pid: number): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (isRunning(pid)) {
    if (Date.now() > deadline) throw new Error('the server did not end');
    await delay(20);
  }
}

describe.each(sampled(['unix', 'password'] as const, 2))('joining an embedded server by %s', (transport) => {
  let dataDir: string;
  const joined: EmbeddedMongo[] = [];
  const clients: MongoClient[] = [];
  const join_ = async (): Promise<EmbeddedMongo> => {
    const server = await joinEmbeddedMongo({ dataDir, transport });
    joined.push(server);
    return server;
  };
  const connect = (uri: string): MongoClient => {
    const client = new MongoClient(uri, { serverSelectionTimeoutMS: 10_000 });
    clients.push(client);
    return client;
  };

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'embedded-join-'));
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await Promise.all(joined.splice(0).map((server) => server.close()));
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });

  it('finds one server from many clients that come at once', async () => {
    const servers = await Promise.all(Array.from({ length: 6 }, () => join_()));
    expect(new Set(servers.map(({ uri }) => uri)).size).toBe(1);
    const pids = await Promise.all(servers.map(({ uri }) => pidOf(connect(uri))));
    expect(new Set(pids).size).toBe(1);
  });

  it('takes over from a dead server, once, at the same address, and with its data', async () => {
    const server = await join_();
    const other = await join_();
    const client = connect(server.uri);
    await client
      .db('x')
      .collection('c')
      .insertOne({ _id: 1 as never });
    const first = await pidOf(client);
    process.kill(first, 'SIGKILL');
    await gone(first);
    await Promise.all([server.ensure(), other.ensure(), server.ensure()]);
    expect(await client.db('x').collection('c').findOne({})).toEqual({ _id: 1 });
    const second = await pidOf(client);
    expect(second).not.toBe(first);
    expect(await pidOf(connect(other.uri))).toBe(second);
  });

  it('ends the server after its last client, not before', async () => {
    const server = await join_();
    const other = await join_();
    const client = connect(server.uri);
    const pid = await pidOf(client);
    await client.close();
    await server.close();
    // Longer than the server waits for a next client.
    await delay(1_000);
    expect(isRunning(pid)).toBe(true);
    await other.close();
    await gone(pid);
  });

  it('has ended with its client where that one started it and is the last', async () => {
    const server = await join_();
    const client = connect(server.uri);
    const pid = await pidOf(client);
    await client.close();
    await server.close();
    expect(isRunning(pid)).toBe(false);
  });

  it('keeps strangers out', async () => {
    const server = await join_();
    if (transport === 'unix') {
      const path = decodeURIComponent(/mongodb:\/\/([^/]+)\//.exec(server.uri)?.[1] as string);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(statSync(dirname(path)).mode & 0o077).toBe(0);
      return;
    }
    const wrong = connect(server.uri.replace(/embedded:[^@]+@/, 'embedded:wrong@'));
    await expect(wrong.db('x').collection('c').findOne({})).rejects.toMatchObject({ code: 18 });
    const nobody = connect(
      server.uri.replace(/embedded:[^@]+@/, '').replace(/authMechanism[^&]*&authSource=admin&/, ''),
    );
    await expect(nobody.db('x').collection('c').findOne({})).rejects.toMatchObject({ code: 13 });
    expect(statSync(join(dataDir, 'mongo', 'address.json')).mode & 0o777).toBe(0o600);
  });
});

describe('the folder of an embedded server', () => {
  it('is refused to a second process while the first lives', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'embedded-owner-'));
    const first = await startServer({ dataDir, transport: 'unix' });
    const second = spawn(process.execPath, ['--import', 'tsx', join(root, 'embedded-mongo/main.ts'), dataDir, 'unix'], {
      cwd: root,
      stdio: 'ignore',
    });
    expect(await once(second, 'exit')).toEqual([3, null]);
    await first?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('goes to one of several processes that start over a dead one', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'embedded-race-'));
    const start = (): ChildProcess =>
      spawn(process.execPath, ['--import', 'tsx', join(root, 'embedded-mongo/main.ts'), dataDir, 'unix'], {
        cwd: root,
        stdio: 'ignore',
      });
    const watcher = await joinEmbeddedMongo({ dataDir, transport: 'unix' });
    const client = new MongoClient(watcher.uri);
    const dead = await pidOf(client);
    await client.close();
    process.kill(dead, 'SIGKILL');
    await gone(dead);
    const started = [start(), start(), start(), start()];
    const ended = started.map((child) => once(child, 'exit'));
    // All but the winner give up; it stays for its ten seconds or its first client.
    let taken = 0;
    await new Promise<void>((resolve) =>
      ended.forEach((end) => void end.then(([code]) => (code === 3 ? ++taken === 3 && resolve() : undefined))),
    );
    expect(started.filter((child) => child.exitCode === null)).toHaveLength(1);
    await watcher.ensure();
    await watcher.close();
    await Promise.all(ended);
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('may have a path that is too long for a socket', async () => {
    const base = mkdtempSync(join(tmpdir(), 'embedded-long-'));
    const dataDir = join(base, 'x'.repeat(60), 'y'.repeat(60));
    mkdirSync(dataDir, { recursive: true });
    const server = await joinEmbeddedMongo({ dataDir, transport: 'unix' });
    const client = new MongoClient(server.uri);
    expect(await client.db('x').collection('c').countDocuments()).toBe(0);
    await client.close();
    await server.close();
    rmSync(base, { recursive: true, force: true, maxRetries: 5 });
  });

  it('says why a server did not start', async () => {
    const base = mkdtempSync(join(tmpdir(), 'embedded-broken-'));
    await new Promise((resolve) => execFile('mkdir', ['-p', join(base, 'mongo', 'data', 'data.mdb')], resolve));
    await expect(joinEmbeddedMongo({ dataDir: base, transport: 'unix' })).rejects.toThrow(/did not start/);
    rmSync(base, { recursive: true, force: true });
  });
});
