// Seeds one real system: seed.ts tryton|rt|vendure|ghost|forward. The system must be new; up.sh sees to that.
import { forward, seedTryton } from './tryton/seed.ts';
import { seedGhost } from './ghost/seed.ts';
import { seedRt } from './rt/seed.ts';
import { seedVendure } from './vendure/seed.ts';

const seeds: Record<string, () => Promise<void>> = {
  tryton: seedTryton,
  rt: seedRt,
  vendure: seedVendure,
  ghost: seedGhost,
  forward,
};

async function main(): Promise<void> {
  const seed = seeds[process.argv[2] ?? ''];
  if (!seed) throw new Error(`usage: seed.ts ${Object.keys(seeds).join('|')}`);
  await seed();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
