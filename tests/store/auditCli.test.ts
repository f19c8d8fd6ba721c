import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { MongoClient } from 'mongodb';
import { openStore } from '../../datasources/mongo/connect.ts';
import type { AuditEntry } from '../../domain/auditChain.ts';
import { joinEmbeddedMongo, type EmbeddedMongo } from '../../embedded-mongo/join.ts';
import { createAudit } from '../../gateway/audit/audit.ts';
import { auditReportText, parseAuditArguments } from '../../gateway/cli/audit.ts';
import { SAMPLE_COMPANY_NOT_STARTED } from '../../gateway/cli/sampleCompany.ts';
import { loadConfig } from '../../gateway/config.ts';
import { EMAILS, readOf } from '../unit/gateway/audit/records.ts';

jest.setTimeout(120_000);
const PROJECT = resolve(__dirname, '../..');

describe('npm run audit', () => {
  let dataDir: string;
  let embedded: EmbeddedMongo;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'c360-audit-cli-'));
    const { C360_CONFIG: _config, MONGODB_URI: _uri, ...rest } = process.env;
    env = { ...rest, DATA_DIR: dataDir };
    embedded = await joinEmbeddedMongo({ dataDir });
    const store = await openStore({ uri: embedded.uri, database: database() });
    const audit = createAudit({ store: store.audit, dataDir, logger: { error: () => undefined }, now: Date.now });
    await Promise.all(Array.from({ length: 20 }, (_, count) => audit.record(readOf({ coordinates: EMAILS, requestId: `r-${count}` }))));
    await audit.close();
    await store.close();
  });
  afterAll(async () => {
    await embedded.close();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });

  const database = () => loadConfig({ ...env, ...SAMPLE_COMPANY_NOT_STARTED }).database;
  const run = (...args: string[]) =>
    new Promise<{ code: unknown; text: string }>((done) => {
      execFile(process.execPath, ['--import', 'tsx', join(PROJECT, 'gateway/cli/audit.ts'), ...args], { cwd: PROJECT, env }, (error, stdout, stderr) =>
        done({ code: error ? error.code : 0, text: `${stdout}${stderr}` }),
      );
    });

  it('says how it is used where it is not told what to do, and ends with 1', async () => {
    const { code, text } = await run();
    expect([code, text]).toEqual([1, expect.stringContaining('usage: npm run audit -- verify')]);
  });

  it('names what is missing and ends with 1, and with 0 where everything fits', async () => {
    expect(await run('verify')).toEqual({ code: 0, text: '22 entries in 1 chains, of which 0 have not ended (gateways that run, or were ended without closing).\nNothing is missing, changed or moved.\n' });
    const client = new MongoClient(embedded.uri);
    const entries = client.db(database()).collection<AuditEntry>('audit');
    await entries.deleteOne({ requestId: 'r-7' });
    await client.close();
    const { code, text } = await run('verify');
    expect(code).toBe(1);
    expect(text).toMatch(/^ENTRIES_REMOVED {2}chain [0-9a-f-]{36} {2}entry 9: entries are missing\n/);
  });
});

describe('the arguments of npm run audit', () => {
  it.each([[[], /verify/], [['prune'], /verify/], [['verify', 'twice'], /verify/], [['verify', '--heads', ''], /folder/], [['verify', '--all'], /--all/]] as [string[], RegExp][])('are refused: %j', (args, problem) => {
    expect(parseAuditArguments(args)).toEqual({ problem: expect.stringMatching(problem) });
  });

  it('name further folders', () => {
    expect(parseAuditArguments(['verify', '--heads', 'a', '--heads', 'b'])).toEqual({ folders: ['a', 'b'] });
  });

  it('give a report that says what a crash leaves', () => {
    expect(auditReportText({ chains: 1, entries: 9, open: 1, unanchored: 2, problems: [] })).toContain('2 entries came after the last head');
  });
});
