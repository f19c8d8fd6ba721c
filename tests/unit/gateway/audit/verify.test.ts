import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashOf, type AuditEntry, type AuditShape } from '../../../../domain/auditChain.ts';
import { createAudit } from '../../../../gateway/audit/audit.ts';
import { createHeadFile, newestHead, readHeads } from '../../../../gateway/audit/heads.ts';
import { verifyAudit } from '../../../../gateway/audit/verify.ts';
import { memoryAudit } from '../../../support/fakes/memoryStore/audit.ts';
import { EMAILS, readOf } from './records.ts';

let dataDir: string;
let folder: string;
let entries: Map<string, AuditEntry>;
let shapes: Map<string, AuditShape>;

/** Two processes, one after the other, of which the second is killed: five reads each. */
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'c360-verify-'));
  folder = join(dataDir, 'audit');
  entries = new Map();
  shapes = new Map();
  for (const [start, ends] of [[1_777_000_000_000, true], [1_777_000_100_000, false]] as const) {
    const audit = createAudit({ store: memoryAudit(entries, shapes), dataDir, logger: { error: () => undefined }, now: () => start });
    for (let count = 0; count < 5; count += 1) await audit.record(readOf({ coordinates: EMAILS, requestId: `r-${count}` }));
    const killed = new Map(entries);
    await audit.close();
    if (ends) continue;
    // As a kill leaves it: what the end wrote is taken back.
    entries.clear();
    for (const [id, entry] of killed) entries.set(id, entry);
    const lines = readFileSync(headsFile(1), 'utf8').trimEnd().split('\n');
    writeFileSync(headsFile(1), `${lines.slice(0, -1).join('\n')}\n`);
  }
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const verify = (folders = [folder]) => verifyAudit(memoryAudit(entries, shapes), folders);
const faults = async (folders?: string[]) => [...new Set((await verify(folders)).problems.map(({ fault }) => fault))].sort();
const ids = () => [...entries.keys()].sort();
const chains = () => [...new Set(ids().map((id) => id.split(':')[0]!))];
const ofChain = (index: number) => ids().filter((id) => id.startsWith(chains()[index]!));
const headsFile = (index: number) => join(folder, `${chains()[index]}.heads`);
const remove = (...gone: string[]) => gone.forEach((id) => entries.delete(id));

describe('verification tells', () => {
  it('an entry that was removed', async () => {
    remove(ofChain(0)[2]!);
    expect(await faults()).toEqual(['ENTRIES_REMOVED']);
    expect((await verify()).problems[0]).toMatchObject({ chain: chains()[0], seq: 3 });
  });

  it('a beginning that was removed', async () => {
    remove(ofChain(0)[0]!, ofChain(0)[1]!);
    expect(await faults()).toEqual(['ENTRIES_REMOVED']);
  });

  it.each([
    ['subject', 'somebody-else'],
    ['about', []],
    ['at', new Date(0)],
    ['outcome', 'failed'],
    ['shape', null],
    ['tokenId', 't'],
    ['policy', undefined],
    ['about', undefined],
  ])('an entry whose %s was changed', async (field, value) => {
    const id = ofChain(1)[3]!;
    entries.set(id, { ...entries.get(id)!, [field]: value } as AuditEntry);
    expect(await faults()).toEqual(['ENTRY_CHANGED']);
  });

  it('an entry that was changed with its own hash', async () => {
    const id = ofChain(1)[3]!;
    const changed = { ...entries.get(id)!, subject: 'somebody-else' };
    entries.set(id, { ...changed, hash: hashOf(changed) });
    expect(await faults()).toEqual(['ENTRY_CHANGED', 'HEAD_DIFFERS']);
  });

  it('a chain that was made anew from a changed entry to its end', async () => {
    let previous = '';
    for (const id of ofChain(1)) {
      const linked = { ...entries.get(id)!, previous, subject: 'somebody-else' };
      previous = hashOf(linked);
      entries.set(id, { ...linked, hash: previous });
    }
    expect(await faults()).toEqual(['HEAD_DIFFERS']);
  });

  it('two entries that changed places', async () => {
    const [, first, second] = ofChain(0);
    const [a, b] = [entries.get(first!)!, entries.get(second!)!];
    entries.set(first!, { ...b, _id: first! });
    entries.set(second!, { ...a, _id: second! });
    expect(await faults()).toContain('ENTRY_CHANGED');
  });

  it.each([0, 1])('a tail that was cut, of chain %s', async (index) => {
    remove(...ofChain(index).slice(-2));
    expect(await faults()).toEqual(['TAIL_CUT']);
  });

  it.each([0, 1])('a chain that was removed: %s', async (index) => {
    remove(...ofChain(index));
    expect(await faults()).toEqual(['CHAIN_REMOVED']);
  });

  it('a chain that was removed with its heads, by the one after it', async () => {
    const gone = ofChain(0);
    rmSync(headsFile(0));
    remove(...gone);
    expect(await faults()).toEqual(['CHAIN_REMOVED']);
  });

  it('heads that were removed, all or the newest ones of a chain that had its end', async () => {
    expect(await faults([join(dataDir, 'elsewhere')])).toEqual(['HEADS_MISSING']);
    const lines = readFileSync(headsFile(0), 'utf8').split('\n');
    writeFileSync(headsFile(0), `${lines.slice(0, 2).join('\n')}\n`);
    expect(await faults()).toEqual(['HEADS_MISSING']);
  });

  it('entries behind the end of their chain', async () => {
    const last = entries.get(ofChain(0).at(-1)!)!;
    const added = { ...last, _id: last._id.replace(/7$/, '8'), operation: 'query' as const, previous: last.hash };
    entries.set(added._id, { ...added, hash: hashOf(added) });
    expect(await faults()).toEqual(['ENTRIES_ADDED']);
  });

  it('coordinate lists that were changed or removed', async () => {
    const [[id, shape]] = [...shapes] as [[string, AuditShape]];
    shapes.set(id, { ...shape, returned: [] });
    expect(await faults()).toEqual(['COORDINATES_CHANGED']);
    shapes.clear();
    expect(await faults()).toEqual(['COORDINATES_CHANGED']);
  });

  it('what is no entry of a chain', async () => {
    entries.set('zzz', { ...[...entries.values()][0]!, _id: 'zzz' });
    entries.set('ABC:1', { ...[...entries.values()][0]!, _id: 'ABC:1' });
    expect(await faults()).toEqual(['NOT_AN_ENTRY']);
  });
});

describe('verification passes', () => {
  it('what was not touched, and says what it has seen', async () => {
    expect(await verify()).toEqual({ chains: 2, entries: 13, open: 1, unanchored: 0, problems: [] });
  });

  it('a process that was killed between the store and its file, and a head that was half written', async () => {
    const lines = readFileSync(headsFile(1), 'utf8').trimEnd().split('\n');
    writeFileSync(headsFile(1), `${lines.slice(0, -1).join('\n')}\n`);
    appendFileSync(headsFile(1), '6 abc');
    expect(await verify()).toEqual({ chains: 2, entries: 13, open: 1, unanchored: 1, problems: [] });
  });

  it('a chain that was begun and never written', async () => {
    await (await createHeadFile(folder, '019e0000-0000-7000-8000-000000000000')).close();
    expect((await verify()).problems).toEqual([]);
  });

  it('heads in several folders', async () => {
    const other = join(dataDir, 'other');
    const chain = chains()[1]!;
    const file = await createHeadFile(other, chain);
    for (const { seq, hash } of (await readHeads(folder, chain))!) await file.append(seq, hash);
    await file.close();
    rmSync(headsFile(1));
    expect(await faults()).toEqual(['HEADS_MISSING']);
    expect(await faults([folder, other])).toEqual([]);
  });
});

describe('a file of heads', () => {
  it('is never that of a chain which has one', async () => {
    await expect(createHeadFile(folder, chains()[0]!)).rejects.toMatchObject({ code: 'EEXIST' });
  });

  it('stays short, and keeps the last head', async () => {
    const file = await createHeadFile(folder, 'c', 200);
    for (let seq = 1; seq <= 100; seq += 1) await file.append(seq, 'h'.repeat(43));
    await file.close();
    expect(readFileSync(join(folder, 'c.heads')).length).toBeLessThanOrEqual(200);
    expect((await readHeads(folder, 'c'))!.at(-1)).toEqual({ chain: 'c', seq: 100, hash: 'h'.repeat(43) });
    expect(await newestHead(folder, 'x')).toMatchObject({ chain: 'c', seq: 100 });
  });
});
