/** Profiles of this thread alone, from now until `stop`: Node's own flags would take in start and warm-up too. Browsers' developer tools open the files. */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

/** `heap`: what was allocated and outlived a collection of young objects, whatever became of it then. */
export type ProfileKind = 'cpu' | 'heap';
export const PROFILE_ENDING: Readonly<Record<ProfileKind, string>> = { cpu: 'cpuprofile', heap: 'heapprofile' };

export interface Profiler {
  /** Writes what was profiled. */
  stop(file: string): Promise<void>;
}

/** Bytes between two samples, on average. */
const HEAP_INTERVAL = 16_384;

export async function startProfiler(kind: ProfileKind): Promise<Profiler> {
  const session = new Session();
  session.connect();
  if (kind === 'cpu') {
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
  } else await session.post('HeapProfiler.startSampling', { samplingInterval: HEAP_INTERVAL, includeObjectsCollectedByMajorGC: true });
  return {
    async stop(file) {
      const { profile } = await (kind === 'cpu' ? session.post('Profiler.stop') : session.post('HeapProfiler.stopSampling'));
      writeFileSync(file, JSON.stringify(profile));
      session.disconnect();
    },
  };
}
