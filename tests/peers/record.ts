// Records the answers of the running systems into tests/contract/recorded: record.ts [tryton|rt|vendure|ghost]...
import { recordTryton } from './record/tryton.ts';
import { recordVendure } from './record/vendure.ts';
import { recordGhost } from './record/ghost.ts';
import { recordRt } from './record/rt.ts';

const recorders: Record<string, () => Promise<void>> = {
  tryton: recordTryton,
  rt: recordRt,
  vendure: recordVendure,
  ghost: recordGhost,
};

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  for (const [name, record] of Object.entries(recorders))
    if (wanted.length === 0 || wanted.includes(name)) await record();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
