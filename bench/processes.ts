/** The parent's end: starts benchmark processes, asks them, ends each by its own handle. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Question, Reply } from './child.ts';

export interface BenchProcess<Ready> {
  /** What it said when it was ready. */
  readonly ready: Ready;
  /** Rejects when the process fails at it or ends. */
  ask<Answer>(question: string, body?: unknown): Promise<Answer>;
  end(): Promise<void>;
}

export interface StartOptions {
  /** File beside this one. */
  script: string;
  args?: readonly string[];
}

const START_MS = 60_000;

/** Resolves when the process says that it is ready; rejects if it ends before. Its stderr is this process's. */
export function startProcess<Ready>({ script, args = [] }: StartOptions): Promise<BenchProcess<Ready>> {
  // From the sources in tests; measured is what `npm run bench` has built, with the flags of `npm start`.
  const isBuilt = import.meta.url.endsWith('.js');
  const child = fork(fileURLToPath(new URL(isBuilt ? script.replace(/\.ts$/, '.js') : script, import.meta.url)), [...args], {
    execArgv: isBuilt ? ['--max-semi-space-size=64'] : ['--import', 'tsx'],
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve(answer: never): void; reject(error: Error): void }>();
  let asked = 0;

  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${script} ${args.join(' ')} was not ready in time.`));
    }, START_MS);
    child.on('message', (message) => {
      const reply = message as Reply;
      if ('ready' in reply) {
        clearTimeout(timer);
        resolve({ ready: reply.ready as Ready, ask, end: () => end(child) });
        return;
      }
      const question = waiting.get(reply.id);
      waiting.delete(reply.id);
      if ('failure' in reply) question?.reject(new Error(reply.failure));
      else question?.resolve(reply.answer as never);
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      const error = new Error(`${script} ${args.join(' ')} ended (${signal ?? code}).`);
      reject(error);
      for (const question of waiting.values()) question.reject(error);
    });
  });

  function ask<Answer>(question: string, body: unknown = null): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const message: Question = { id: (asked += 1), ask: question, body };
      waiting.set(message.id, { resolve, reject });
      child.send(message, (error) => error && reject(error));
    });
  }
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const kill = setTimeout(() => child.kill('SIGKILL'), 3_000);
    child.on('exit', () => {
      clearTimeout(kill);
      resolve();
    });
    child.disconnect();
  });
}
