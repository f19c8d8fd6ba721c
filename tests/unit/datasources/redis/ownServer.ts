/** A redis-server that a test may kill: its own process, ended by its id. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../../bench/freePort.ts';

const installed = spawnSync('redis-server', ['--version']).status === 0;

/** Runs the tests where redis-server is installed. */
export const describeWithOwnRedis = installed ? describe : describe.skip;

export interface OwnRedis {
  url: string;
  /** Ends the process at once, as a crash would; resolves when it is gone. */
  kill(): Promise<void>;
  /** Stops it where it is (SIGSTOP): connections stay and nothing is answered; `thaw` lets it go on. */
  freeze(): void;
  thaw(): void;
  /** Starts it again, empty, on the same port. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

async function start(port: number, directory: string): Promise<ChildProcess> {
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', directory], { stdio: ['ignore', 'pipe', 'ignore'] });
  let told = '';
  for await (const chunk of child.stdout) {
    told += String(chunk);
    if (told.includes('Ready to accept connections')) break;
  }
  if (!told.includes('Ready to accept connections')) throw new Error('redis-server did not start.');
  return child;
}

export async function startOwnRedis(): Promise<OwnRedis> {
  const directory = await mkdtemp(join(tmpdir(), 'c360-redis-'));
  const port = await freePort();
  let child: ChildProcess | null = await start(port, directory);
  const kill = async (): Promise<void> => {
    const running = child;
    child = null;
    if (!running) return;
    const gone = once(running, 'exit');
    running.kill('SIGKILL');
    await gone;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    async restart() {
      child = await start(port, directory);
    },
    async close() {
      await kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
