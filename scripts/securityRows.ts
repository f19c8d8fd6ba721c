/** The table of docs/security.md: what each attack of tests/security/ met, and the CPU that it took. */
import type { HostKind } from '../gateway/hosts/createHost.ts';
import { ATTACKS, type AttackId } from '../tests/security/support/catalog.ts';
import type { Observation } from '../tests/security/support/results.ts';

const HOSTS: readonly HostKind[] = ['node', 'yoga', 'apollo'];
/** Looks at files, not at a running gateway: there is nothing that a client could see. */
const WITHOUT_REQUESTS: ReadonlySet<AttackId> = new Set<AttackId>(['A40']);

const inOrder = (texts: Iterable<string>): string[] => [...new Set(texts)].sort();

/** The dearest variant of an attack on a host, whole milliseconds; `-` where there is none. */
function cpuOf(observations: readonly Observation[], host: HostKind): string {
  const spent = observations.filter((one) => one.host === host).map(({ cpuMs }) => cpuMs);
  return spent.length === 0 ? '-' : String(Math.max(1, Math.round(Math.max(...spent))));
}

/** The table in markdown. Throws, naming them, where attacks were not tried on every host or met different answers there. */
export function securityTable(observations: readonly Observation[]): string {
  const faults: string[] = [];
  const rows = (Object.keys(ATTACKS) as AttackId[]).map((id) => {
    const own = observations.filter((one) => one.id === id);
    const sawOn = HOSTS.map((host) => inOrder(own.filter((one) => one.host === host).map(({ variant, saw }) => `${variant}: ${saw}`)).join('; '));
    if (!WITHOUT_REQUESTS.has(id) && sawOn.includes('')) faults.push(`${id} was not tried on every host.`);
    else if (new Set(sawOn).size > 1) faults.push(`${id} was not answered alike on every host.`);
    const saw = inOrder(own.map((one) => one.saw)).join('; ') || 'no request';
    const variants = new Set(own.map(({ variant }) => variant)).size;
    return `| [${id}](../tests/security/${id}.test.ts) | ${ATTACKS[id].attack} | ${ATTACKS[id].gate} | ${variants || '-'} | ${saw.replaceAll('|', '/')} | ${HOSTS.map((host) => cpuOf(own, host)).join(' | ')} |`;
  });
  if (faults.length > 0) throw new Error(`The table cannot be made:\n- ${faults.join('\n- ')}`);
  return ['| | attack | gate | variants | the client saw | node, ms | yoga, ms | apollo, ms |', '| --- | --- | --- | --- | --- | --- | --- | --- |', ...rows].join('\n');
}

/** The same text without what was measured: the last three cells of each row. */
export const withoutTimes = (table: string): string =>
  table
    .split('\n')
    .map((line) => (line.startsWith('| [A') ? line.split(' | ').slice(0, -3).join(' | ') : line))
    .join('\n');
