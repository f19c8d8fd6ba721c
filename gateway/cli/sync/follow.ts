/** Watches an instance of the gateway pull a source. */
import type { Store } from '../../../datasources/mongo/store.ts';
import { syncStatus, type SourceSync } from '../../../operations/syncStatus.ts';
import type { ProgressDisplay } from '../progress.ts';

/** How long a wish may wait while nobody pulls the source: whoever runs looks every second. */
const UNANSWERED_MS = 5_000;
/** Records that have waited for this long without getting fewer are those that their source does not give now. */
const STUCK_MS = 15_000;
const LOOK_MS = 250;

export interface FollowOptions {
  store: Pick<Store, 'pulls' | 'inbox'>;
  display: ProgressDisplay;
  /** Milliseconds since the epoch. */
  now(): number;
  wait(ms: number): Promise<unknown>;
}

const statusOf = async ({ store, now }: FollowOptions, system: string): Promise<SourceSync> => (await syncStatus({ store, now }, [system]))[0]!;

/** Whether somebody takes the wish up. False where nobody pulls the source and nobody begins for some seconds. */
export async function isTaken(options: FollowOptions, system: string): Promise<boolean> {
  for (let idleSinceMs = options.now(); ; ) {
    const { wanted, pulling } = await statusOf(options, system);
    if (!wanted) return true;
    if (pulling) idleSinceMs = options.now();
    else if (options.now() - idleSinceMs >= UNANSWERED_MS) return false;
    await options.wait(LOOK_MS);
  }
}

const waitingIn = ({ types }: SourceSync): number => types.reduce((sum, { waiting }) => sum + waiting, 0);

function isUnderWay({ pulling, wanted, types }: SourceSync): boolean {
  return pulling || wanted || types.some(({ progress }) => progress?.failure === null && ['LISTING', 'COMPARING', 'SIGNALLING'].includes(progress.sweep?.stage ?? ''));
}

/** Shows the progress until nothing is left to do, or what is left cannot be done now. Gives how the source is then. */
export async function followSync(options: FollowOptions, system: string): Promise<SourceSync> {
  const most = new Map<string, number>();
  let [fewest, movedAtMs] = [Infinity, options.now()];
  for (;;) {
    const status = await statusOf(options, system);
    for (const { type, waiting } of status.types) {
      const total = Math.max(most.get(type) ?? 0, waiting);
      most.set(type, total);
      options.display.update({ system, type, done: total - waiting, total });
    }
    const waiting = waitingIn(status);
    if (waiting < fewest || isUnderWay(status)) [fewest, movedAtMs] = [waiting, options.now()];
    if (!isUnderWay(status) && (waiting === 0 || options.now() - movedAtMs >= STUCK_MS)) return status;
    await options.wait(LOOK_MS);
  }
}

/** The lines that say how a source is, and whether all is well. */
export function outcomeOf({ system, types }: SourceSync): { lines: string[]; isWell: boolean } {
  let isWell = true;
  const lines = types.map(({ type, progress, waiting }) => {
    const parts = [progress?.completedAt ? `pulled up to ${progress.highWater ?? 'now'}` : 'not pulled yet'];
    const sweep = progress?.sweep;
    if (sweep?.stage === 'DONE') parts.push(`last sweep saw ${sweep.seen} and missed ${sweep.missing}`);
    if (sweep?.stage === 'STOPPED') parts.push(`the sweep STOPPED: ${sweep.missing} are missing beside ${sweep.seen} (--confirm-missing looks at them after all, --sweep begins anew)`);
    if (progress?.failure) parts.push(`FAILED: ${progress.failure.kind}`);
    if (waiting > 0) parts.push(`${waiting} wait to be taken in`);
    if (sweep?.stage === 'STOPPED' || progress?.failure || waiting > 0) isWell = false;
    return `  ${system.padEnd(10)} ${type.padEnd(7)} ${parts.join('; ')}`;
  });
  return { lines, isWell };
}
