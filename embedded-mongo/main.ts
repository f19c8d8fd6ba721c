import { startServer } from './server.ts';
import type { Transport } from './folder.ts';

/** Exit status that says: another process serves the folder. join.ts knows it. */
const takenStatus = 3;

async function main(): Promise<void> {
  const [dataDir, transport] = process.argv.slice(2);
  if (dataDir === undefined || (transport !== 'unix' && transport !== 'password')) {
    throw new Error('usage: main.ts DATA_DIR unix|password');
  }
  const log = (message: string): void => console.error(`${new Date().toISOString()} ${message}`);
  const server = await startServer({ dataDir, transport: transport satisfies Transport, log });
  if (server === undefined) {
    process.exitCode = takenStatus;
    return;
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void server.close());
  await server.ended;
}

main().then(
  // lmdb keeps handles of its own; the work is done.
  () => process.exit(),
  (error: unknown) => {
    console.error(error instanceof Error ? error.stack : error);
    process.exit(1);
  },
);
