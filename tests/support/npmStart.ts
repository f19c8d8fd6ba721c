/** `npm start` as a newcomer runs it: a process of its own, its printed URL and tokens, and everything that it left behind. */
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const PROJECT_DIR = resolve(__dirname, '../..');
const START_LIMIT_MS = 600_000;

export interface NpmStart {
  url: string;
  /** As printed, by role. */
  tokens: ReadonlyMap<string, string>;
  /** All that it printed. */
  output(): string;
  /** Process ids of it and of all its children, the embedded server included. */
  processes(): number[];
  /** Asks the GraphQL endpoint. */
  ask(token: string, query: string, variables?: object): Promise<{ data?: Record<string, unknown>; errors?: { path?: string[]; extensions: { code: string } }[]; extensions?: { masked?: string[] } }>;
  /** Sends the signal and resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Parent ids by process id, of every process of this machine. */
function parents(): Map<number, number> {
  const found = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(join('/proc', name, 'stat'), 'utf8');
      found.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
}

/** Processes below one, and those that serve this data folder though their parent is gone (the embedded server). */
function processesOf(root: number, dataDir: string): number[] {
  const parentOf = parents();
  const below = (pid: number): boolean => pid === root || (parentOf.has(pid) && parentOf.get(pid) !== 0 && below(parentOf.get(pid)!));
  return [...parentOf.keys()].filter((pid) => {
    if (below(pid)) return true;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(dataDir);
    } catch {
      return false;
    }
  });
}

/** Whether a process is still there and not merely waiting to be reaped. */
export function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}

/** Runs the start script in a process group of its own, as a terminal would, and resolves when it says that it is ready. */
export async function npmStart(env: Record<string, string>): Promise<NpmStart> {
  const child = spawn('npm', ['start'], { cwd: PROJECT_DIR, detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_ENV: undefined, ...env } });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  const tokens = new Map<string, string>();
  let url = '';
  await new Promise<void>((ready, failed) => {
    const timer = setTimeout(() => failed(new Error(`npm start was not ready in time:\n${output}`)), START_LIMIT_MS);
    createInterface({ input: child.stdout }).on('line', (line) => {
      output += `${line}\n`;
      url ||= /http:\/\/\S+\/graphql/.exec(line)?.[0] ?? '';
      const token = /^ {2}(\w+) +(ey\S+)$/.exec(line);
      if (token) tokens.set(token[1]!, token[2]!);
      if (line.startsWith('Ctrl-C')) {
        clearTimeout(timer);
        ready();
      }
    });
    void exited.then((code) => {
      clearTimeout(timer);
      failed(new Error(`npm start ended with ${code}:\n${output}`));
    });
  });
  return {
    url,
    tokens,
    output: () => output,
    processes: () => processesOf(child.pid!, env.DATA_DIR!),
    async ask(token, query, variables) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as Awaited<ReturnType<NpmStart['ask']>>;
    },
    stop(signal = 'SIGINT') {
      // A terminal sends Ctrl-C to the whole group; npm then ends by that signal, without a code of its own.
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, signal);
      return exited;
    },
  };
}
