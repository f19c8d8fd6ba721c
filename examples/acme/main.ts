/**
 * The sample company as a process of its own: `node --import tsx examples/acme/main.ts [--ports TRYTON,RT,VENDURE,GHOST]
 * [--seed N] [--people N] [--now ISO]`. Prints one line of JSON with the addresses and Ghost's key when it listens; ends on SIGTERM,
 * SIGINT or when the pipe on its standard input is closed, so that nothing outlives whoever started it.
 */
import { fstatSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startAcme, systems } from './index.ts';
import type { Acme } from './index.ts';

function number(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} takes a whole number`);
  return value;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ports: { type: 'string' },
      seed: { type: 'string' },
      people: { type: 'string' },
      now: { type: 'string' },
    },
  });
  const ports = values.ports?.split(',').map((port) => number(port, 'ports')!);
  if (ports && ports.length !== systems.length)
    throw new Error(`--ports takes ${systems.length} ports: ${systems.join(',')}`);
  const seed = number(values.seed, 'seed');
  const people = number(values.people, 'people');
  const acme = await startAcme({
    ...(seed === undefined ? {} : { seed }),
    ...(people === undefined ? {} : { people }),
    ...(values.now === undefined ? {} : { now: values.now }),
    ...(ports ? { ports: Object.fromEntries(systems.map((system, i) => [system, ports[i]])) } : {}),
  });
  endWith(acme);
  console.log(JSON.stringify({ urls: acme.urls, adminKey: acme.credentials.ghost.adminKey, now: acme.now }));
}

function endWith(acme: Acme): void {
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    void acme.close().finally(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  const input = fstatSync(0);
  // A terminal or /dev/null says nothing about who started this; a pipe ends with its other side.
  if (!input.isFIFO() && !input.isSocket()) return;
  process.stdin.once('end', end);
  process.stdin.once('close', end);
  process.stdin.once('error', end);
  process.stdin.resume();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : 'the sample company could not start');
  process.exit(1);
});
