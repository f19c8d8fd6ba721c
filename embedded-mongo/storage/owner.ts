import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { RootDatabase } from 'lmdb';
import { ownerKey } from './keyspace.ts';

/**
 * Which process serves a folder. Kept in the LMDB file itself: taking it is a compare-and-set inside a write
 * transaction, which LMDB allows one process at a time and gives up when its holder dies, so that two processes can
 * never both take over from a dead one. Every later write checks the nonce again (Store.write), so a process that was
 * wrongly held for dead cannot write beside its successor.
 */
export interface Owner {
  readonly pid: number;
  /** When the process started, as the system tells it: a pid alone may be reused. */
  readonly startedAt: string;
  readonly nonce: string;
}

/** Takes the folder unless a living process has it. */
export function takeOwnership(root: RootDatabase<Buffer, Buffer>, owner: Owner): boolean {
  return root.transactionSync(() => {
    const current = root.get(ownerKey);
    if (current !== undefined && isAlive(JSON.parse(current.toString()) as Owner)) return false;
    root.putSync(ownerKey, Buffer.from(JSON.stringify(owner)));
    return true;
  });
}

export function isOwner(table: Pick<RootDatabase<Buffer, Buffer>, 'get'>, owner: Owner): boolean {
  const current = table.get(ownerKey);
  return current !== undefined && (JSON.parse(current.toString()) as Owner).nonce === owner.nonce;
}

/** Gives the folder back, unless somebody else has taken it. */
export function releaseOwnership(root: RootDatabase<Buffer, Buffer>, owner: Owner): void {
  root.transactionSync(() => {
    if (isOwner(root, owner)) root.removeSync(ownerKey);
  });
}

function isAlive(owner: Owner): boolean {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const startedAt = processStart(owner.pid);
  return startedAt === '' || owner.startedAt === '' || startedAt === owner.startedAt;
}

/** The start of a process as an opaque text, empty where the system does not tell (then the pid alone decides). */
export function processStart(pid: number): string {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The name in parentheses may hold blanks; the start time is field 22, the 20th after it. A zombie is dead.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? 'dead' : (fields[19] ?? '');
    }
    if (process.platform === 'win32') return '';
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}
