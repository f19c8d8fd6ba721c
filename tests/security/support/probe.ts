/** Runs one attack several times on one host: measures the process's CPU and what the client saw. */
import { median } from '../../../bench/statistics.ts';
import type { HostKind } from '../../../gateway/hosts/createHost.ts';
import { isWhole } from '../../support/depth.ts';
import { ATTACKS, type AttackId } from './catalog.ts';
import { cpuMsSince, expectCheap, MAX_CPU_MS } from './machineSpeed.ts';
import { keepObservation } from './results.ts';

/** Every host in a whole run. What stops an attack is behind the hosts or in the front that they share: `npm test` asks the default one. */
export const HOSTS: readonly HostKind[] = isWhole ? ['node', 'yoga', 'apollo'] : ['node'];
const TRIES = 5;
const ROUNDS = 3;

/**
 * Tries an attack and returns what the client saw. `run` gets the number of the try, so that it can vary the attack
 * where a cache would answer it; each try must be seen as the first was. `requests`: as many as a try sends, each an
 * attack of its own; the cost is that of one.
 */
export type Probe = (variant: string, run: (attempt: number) => Promise<string>, options?: { tries?: number; requests?: number }) => Promise<string>;

function probeOf(id: AttackId, host: HostKind): Probe {
  return async (variant, run, { tries = TRIES, requests = 1 } = {}) => {
    const seen = new Set<string>();
    let cost = Infinity;
    // What else runs on the machine, and collections of a test worker's heap, only ever add: a dear round is measured again.
    for (let round = 0; round < ROUNDS && cost >= MAX_CPU_MS; round += 1) {
      const spent: number[] = [];
      for (let attempt = round * tries; attempt < (round + 1) * tries; attempt += 1) {
        const before = process.cpuUsage();
        seen.add(await run(attempt));
        spent.push(cpuMsSince(before) / requests);
      }
      cost = Math.min(cost, median(spent));
    }
    // An attack that is sometimes answered otherwise would be no statement in a table.
    expect([...seen]).toHaveLength(1);
    const [saw] = seen as unknown as [string];
    keepObservation({ id, host, variant, saw, cpuMs: cost });
    expectCheap(cost);
    return saw;
  };
}

/** The suite of one attack on each host. */
export function onEveryHost(id: AttackId, suite: (host: HostKind, probe: Probe) => void): void {
  describe.each(HOSTS)(`${id} ${ATTACKS[id].attack}: the host %s`, (host) => suite(host, probeOf(id, host)));
}
