/** CPU profile of this thread alone, from now until `stop`: `node --cpu-prof` would take in start and warm-up too. */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

export interface Profiler {
  /** Writes what was profiled (open it in a browser's developer tools). */
  stop(file: string): Promise<void>;
}

export async function startProfiler(): Promise<Profiler> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  return {
    async stop(file) {
      const { profile } = await session.post('Profiler.stop');
      writeFileSync(file, JSON.stringify(profile));
      session.disconnect();
    },
  };
}
