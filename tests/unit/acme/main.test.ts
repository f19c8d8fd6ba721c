import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const children: ChildProcess[] = [];

function run(script: string, args: string[]): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, 'examples/acme', script), ...args], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  children.push(child);
  return child;
}

/** The first line on standard output. */
async function line(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout!) {
    text += String(chunk);
    if (text.includes('\n')) return text.split('\n')[0]!;
  }
  throw new Error('ended without a line');
}

const ended = async (child: ChildProcess): Promise<unknown> =>
  child.exitCode !== null || child.signalCode !== null ? child.exitCode : (await once(child, 'exit'))[0];

afterAll(() => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
});

describe('the sample company as a process', () => {
  it('says what is wrong with its arguments and ends with 1', async () => {
    const child = run('main.ts', ['--ports', '1,2']);
    let text = '';
    child.stderr!.on('data', (chunk) => (text += String(chunk)));
    expect(await ended(child)).toBe(1);
    expect(text).toContain('--ports takes 4 ports: tryton,rt,vendure,ghost');
  });
  it('prints its addresses, and ends when the pipe from its parent closes', async () => {
    const child = run('main.ts', ['--people', '5', '--now', '2026-11-22T00:00:00Z']);
    const { urls, now } = JSON.parse(await line(child));
    expect(now).toBe('2026-11-22T00:00:00.000Z');
    expect((await fetch(`${new URL(urls.vendure).origin}/health`)).status).toBe(200);
    child.stdin!.end();
    expect(await ended(child)).toBe(0);
    await expect(fetch(urls.rt)).rejects.toThrow();
  });
  it('ends on SIGTERM', async () => {
    const child = run('main.ts', ['--people', '5']);
    await line(child);
    child.kill('SIGTERM');
    expect(await ended(child)).toBe(0);
  });
  it('writes the truth to a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'acme-'));
    const child = run('truth.ts', [join(folder, 'truth.json'), '--people', '50', '--now', '2026-11-22T00:00:00Z']);
    expect(await ended(child)).toBe(0);
    const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'));
    rmSync(folder, { recursive: true });
    expect(truth.counts.people).toBe(50);
    expect(truth.records[0]).toEqual({ ref: 'tryton:party:2', personId: 'P-0001', cases: [] });
  });
});
