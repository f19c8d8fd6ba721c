/**
 * A process that reads and writes its audit until it is killed: prints the number of each read that may be answered.
 * Arguments: URI of the server, database, data folder.
 */
import { openStore } from '../../datasources/mongo/connect.ts';
import { createAudit } from '../../gateway/audit/audit.ts';
import { EMAILS, readOf } from '../unit/gateway/audit/records.ts';

async function main([uri, database, dataDir]: readonly string[]): Promise<void> {
  const store = await openStore({ uri: uri!, database: database!, waitMs: 20_000 });
  const audit = createAudit({ store: store.audit, dataDir: dataDir!, logger: { error: (fields) => console.error(JSON.stringify(fields)) }, now: Date.now, lingerMs: 5, timeoutMs: 60_000 });
  // Four at a time, so that batches of several sizes are on their way whenever the kill comes.
  const reader = async (name: number): Promise<never> => {
    for (let count = 0; ; count += 1) {
      const requestId = `${name}-${count}`;
      void audit.record(readOf({ requestId: `quick-${requestId}` }));
      await audit.record(readOf({ requestId, coordinates: EMAILS }));
      process.stdout.write(`${requestId}\n`);
    }
  };
  await Promise.all([0, 1, 2, 3].map(reader));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
