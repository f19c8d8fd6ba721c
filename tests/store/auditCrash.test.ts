import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { auditId, type AuditEntry } from '../../domain/auditChain.ts';
import { chainsWithHeads, readHeads } from '../../gateway/audit/heads.ts';
import { verifyAudit } from '../../gateway/audit/verify.ts';
import { mongoServers } from '../support/mongoServers.ts';
import { openTestStore, type TestStore } from './testStore.ts';

jest.setTimeout(300_000);
const PROJECT = resolve(__dirname, '../..');

/** Runs the writer, kills it (SIGKILL) after so many reads were answered, and gives the reads that it had answered. */
async function killedAfter(reads: number, uri: string, database: string, dataDir: string): Promise<string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(PROJECT, 'tests/support/auditWriter.ts'), uri, database, dataDir], { cwd: PROJECT, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const answered: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (answered.push(line) === reads) child.kill('SIGKILL');
  }
  expect(await exited).toEqual([null, 'SIGKILL']);
  return answered;
}

describe.each(mongoServers())('the audit of a process that is killed, on the $name server', (server) => {
  let test: TestStore;
  let dataDir: string;
  beforeEach(async () => {
    test = await openTestStore(server);
    dataDir = mkdtempSync(join(tmpdir(), 'c360-audit-kill-'));
  });
  afterEach(async () => {
    await test.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  afterAll(() => server.close());

  it.each([1, 7, 60])('holds every read that was answered, in a chain that fits, and is missed if its end is cut off: %s reads', async (reads) => {
    const answered = await killedAfter(reads, await server.uri(), test.database.databaseName, dataDir);
    const entries = test.database.collection<AuditEntry>('audit');
    const folders = [join(dataDir, 'audit')];
    const kept = new Set((await entries.find({}).toArray()).map(({ requestId }) => requestId));
    expect(answered.filter((requestId) => !kept.has(requestId))).toEqual([]);
    const report = await verifyAudit(test.store.audit, folders);
    expect(report).toMatchObject({ chains: 1, open: 1, problems: [] });

    // Entries that no head tells of yet may be lost; the one that the last head names may not.
    const [chain] = await chainsWithHeads(folders[0]!);
    const { seq } = (await readHeads(folders[0]!, chain!))!.at(-1)!;
    await entries.deleteMany({ _id: { $gte: auditId(chain!, seq) } });
    expect((await verifyAudit(test.store.audit, folders)).problems).toEqual([{ fault: 'TAIL_CUT', chain, seq }]);
  });

  it('goes on in a chain of its own when it is started again', async () => {
    const uri = await server.uri();
    await killedAfter(3, uri, test.database.databaseName, dataDir);
    await killedAfter(3, uri, test.database.databaseName, dataDir);
    expect(await verifyAudit(test.store.audit, [join(dataDir, 'audit')])).toMatchObject({ chains: 2, open: 2, problems: [] });
  });
});
