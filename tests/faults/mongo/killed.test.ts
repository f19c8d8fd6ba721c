/** A MongoDB server that is killed or stopped under a gateway's writes: nothing acknowledged is lost, nothing is there twice. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { openFolder, socketPathOf } from '../../../embedded-mongo/folder.ts';
import { PROJECT_DIR } from '../../../gateway/config.ts';
import { DEADLINE_MS, SLACK_MS, startStoreGateway, type StoreGateway } from '../support/storeGateway.ts';

jest.setTimeout(60_000);

const DATABASE = 'killed';
const RECORD = 'mutation Record($input: RecordInteractionInput!) { recordInteraction(input: $input) { interaction { id subject } } }';
const REFUSALS = ['STORE_UNAVAILABLE', 'DEADLINE_EXCEEDED', 'AUDIT_UNAVAILABLE', 'OVERLOADED'];

describe('a gateway whose MongoDB server', () => {
  let dataDir: string;
  let uri: string;
  let server: ChildProcess;
  let gateway: StoreGateway;

  const startServer = (): void => {
    server = spawn(process.execPath, ['--import', 'tsx', join(PROJECT_DIR, 'embedded-mongo/main.ts'), dataDir, 'unix'], { stdio: 'ignore' });
  };
  const killServer = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exit = once(server, 'exit');
    server.kill('SIGKILL');
    await exit;
  };

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'c360-killed-'));
    uri = `mongodb://${encodeURIComponent(socketPathOf(openFolder(dataDir)))}/?directConnection=true`;
    startServer();
    gateway = await startStoreGateway({ uri, database: DATABASE });
    await gateway.readyAgain();
    // Its first requests compile what they run.
    await persist('first');
  });
  afterAll(async () => {
    await gateway?.close();
    await killServer();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });

  interface Note {
    key: string;
    id: string | null;
    codes: string[];
    ms: number;
  }
  const write = async (key: string): Promise<Note> => {
    const { data, codes, ms } = await gateway.ask(RECORD, { input: { idempotencyKey: key, email: `${key}@example.com`, channel: 'PHONE', direction: 'INBOUND', subject: key } });
    const payload = data as { recordInteraction: { interaction: { id: string } | null } | null } | undefined;
    return { key, id: payload?.recordInteraction?.interaction?.id ?? null, codes, ms };
  };
  /** As its caller would: again until it is acknowledged. */
  const persist = async (key: string): Promise<Note> => {
    let note = await write(key);
    for (let tries = 1; note.id === null && tries < 10; tries += 1) note = await write(key);
    return note;
  };
  const keys = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  const stored = async (): Promise<string[]> => {
    const client = new MongoClient(uri);
    try {
      const documents = await client.db(DATABASE).collection('interactions').find({}).toArray();
      return documents.map(({ record }) => (record as { subject: string }).subject).sort();
    } finally {
      await client.close();
    }
  };

  it('is killed with SIGKILL while it writes tells so within the deadline, and has all that it acknowledged, once, when the server is back', async () => {
    const early = await Promise.all(keys('early', 10).map(write));
    expect(early.filter(({ id }) => id === null)).toEqual([]);

    const inHand = keys('late', 40).map(write);
    // Some are done, others are at every step of theirs.
    await Promise.any(inHand.map(async (each) => ((await each).id === null ? Promise.reject(new Error('refused')) : undefined)));
    await killServer();
    const late = await Promise.all(inHand);
    const after = await write('after');
    for (const { id, codes, ms } of [...late, after]) {
      expect(ms).toBeLessThan(DEADLINE_MS + SLACK_MS);
      if (id === null) expect(REFUSALS).toContain(codes[0]);
    }
    expect(after.id).toBeNull();
    expect([await gateway.health('live'), await gateway.health('ready')]).toEqual([200, 503]);

    startServer();
    await gateway.readyAgain();
    const acknowledged = [...early, ...late].filter(({ id }) => id !== null);
    const found = await stored();
    for (const { key } of acknowledged) expect(found).toContain(key);

    const again = new Map((await Promise.all([...keys('early', 10), ...keys('late', 40), 'after'].map(persist))).map((note) => [note.key, note]));
    for (const { key, id } of acknowledged) expect(again.get(key)!.id).toBe(id);
    for (const { id, codes } of again.values()) expect([typeof id, codes]).toEqual(['string', []]);
    expect(await stored()).toEqual(['first', ...again.keys()].sort());
  });

  it('stands still tells so within the deadline, and loses and doubles nothing when the server goes on', async () => {
    const before = await stored();
    server.kill('SIGSTOP');
    const held = await Promise.all(keys('held', 10).map(write));
    for (const { id, codes, ms } of held) {
      expect(id).toBeNull();
      expect(REFUSALS).toContain(codes[0]);
      expect(ms).toBeLessThan(DEADLINE_MS + SLACK_MS);
    }
    server.kill('SIGCONT');
    await gateway.readyAgain();
    for (const { id, codes } of await Promise.all(keys('held', 10).map(persist))) expect([typeof id, codes]).toEqual(['string', []]);
    expect(await stored()).toEqual([...before, ...keys('held', 10)].sort());
  });

  it('leaves no rejection that nobody catches, and no defect but that of the audit, which is tried again', () => {
    expect(gateway.stray).toEqual([]);
    expect(gateway.defects.filter((fields) => (fields as { failure?: string }).failure !== 'audit')).toEqual([]);
  });
});
