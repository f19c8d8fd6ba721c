/** The Redis of a run: one that is given, or a redis-server of its own, ended by its handle. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './freePort.ts';

export interface BenchRedis {
  url: string;
  close(): Promise<void>;
}

const READY = 'Ready to accept connections';

/** Starts redis-server, in memory alone; null where it is not installed or does not start. */
async function startOwn(): Promise<BenchRedis | null> {
  const directory = await mkdtemp(join(tmpdir(), 'c360-bench-redis-'));
  const port = await freePort();
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()).once('error', () => resolve()));
  const close = async (): Promise<void> => {
    child.kill();
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  const isReady = new Promise<boolean>((resolve) => {
    let told = '';
    child.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString('utf8');
      if (told.includes(READY)) resolve(true);
    });
    void ended.then(() => resolve(false));
  });
  if (await isReady) return { url: `redis://127.0.0.1:${port}`, close };
  await close();
  return null;
}

/** `givenUrl`: a Redis to use instead of one of its own. Null where none can be had. */
export function openBenchRedis(givenUrl: string | null): Promise<BenchRedis | null> {
  return givenUrl === null ? startOwn() : Promise.resolve({ url: givenUrl, close: () => Promise.resolve() });
}
