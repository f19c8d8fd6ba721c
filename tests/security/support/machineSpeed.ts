/**
 * How slow this machine is at the moment. A virtual processor that shares a core with others takes more CPU time for the
 * same work; a bound in CPU time is one for a machine that has its cores to itself.
 */
import { parse, print } from 'graphql';
import { median } from '../../../bench/statistics.ts';

/** No attack may take more CPU before it is refused (issue 5). */
export const MAX_CPU_MS = 100;
/** The CPU of one `work` on the machine and in the quiet that docs/security.md was measured in, ms. */
const REFERENCE_CPU_MS = 6;
const TRIES = 9;
/** A machine slower than that proves nothing. */
const MOST = 3;

const DOCUMENT = `{ ${Array.from({ length: 120 }, (_, index) => `a${index}: customer(id: "${index}") { id name { full } orders(first: ${index}) { edges { node { number } } } }`).join(' ')} }`;

/** What a gateway does of a request: reads a document, makes many small objects, writes and reads JSON. */
function work(): number {
  const copied = JSON.parse(JSON.stringify(parse(DOCUMENT, { noLocation: true }))) as ReturnType<typeof parse>;
  const names = new Map<string, number>();
  for (const name of print(copied).matchAll(/\w+/g)) names.set(name[0], (names.get(name[0]) ?? 0) + 1);
  return names.size;
}

/** CPU that this process has taken since `process.cpuUsage()` gave `before`, ms. */
export function cpuMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** CPU of one `work` now, ms: the median of some. Of the whole process, so nothing else may be under way in it. */
function yardstickMs(): number {
  const spent: number[] = [];
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const before = process.cpuUsage();
    work();
    spent.push(cpuMsSince(before));
  }
  return median(spent);
}

/** By what factor the same work takes more CPU now than by `REFERENCE_CPU_MS`: at least 1, at most `MOST`. */
function slowness(): number {
  // Compiled first.
  yardstickMs();
  return Math.min(MOST, Math.max(1, yardstickMs() / REFERENCE_CPU_MS));
}

/** Fails where an attack took as much, or more, reckoned down where the machine is slow at the moment. */
export function expectCheap(cpuMs: number): void {
  expect(cpuMs).toBeLessThan(cpuMs < MAX_CPU_MS ? MAX_CPU_MS : MAX_CPU_MS * slowness());
}
