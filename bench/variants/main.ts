/** Entry of a variant's own process: starts the one that its settings name, then tells its processor time and calls. */
import type { SourceDefinition } from '../../datasources/systems/defineSource.ts';
import { answerParent, cpuMicros, readyForParent, type ProcessStats } from '../child.ts';
import { makeCustomers, recordsOf } from '../data.ts';
import { startProfiler, type ProfileKind, type Profiler } from '../profiler.ts';
import type { Variant } from '../results.ts';
import { connectSystems, httpSource, memorySource } from '../sources.ts';
import type { RunningVariant, VariantParts, VariantSettings } from './types.ts';

/** Loaded when named, so that no variant carries the code of another. */
const starts: Readonly<Record<Variant, () => Promise<(parts: VariantParts) => Promise<RunningVariant>>>> = {
  'hand-written': async () => (await import('./handWritten.ts')).startHandWritten,
  gateway: async () => (await import('./gateway.ts')).startGateway,
  yoga: async () => (await import('./yoga.ts')).startYoga,
  apollo: async () => (await import('./apollo.ts')).startApollo,
  'mercurius-jit': async () => (await import('./mercurius.ts')).startMercurius,
  bare: async () => (await import('./gateway.ts')).startGateway,
  guarded: async () => (await import('./guarded.ts')).startGuarded,
  watched: async () => (await import('./gateway.ts')).startGateway,
};

function definitionFor({ transport }: VariantSettings): SourceDefinition {
  return transport === 'http' ? httpSource() : memorySource(recordsOf(makeCustomers()));
}

async function start(settings: VariantSettings): Promise<void> {
  const telemetry = settings.variant === 'watched' ? await (await import('./watched.ts')).openBenchTelemetry(settings.upstreamUrl) : undefined;
  const sources = connectSystems(definitionFor(settings), settings.upstreamUrl, telemetry?.observer);
  const startVariant = await starts[settings.variant]();
  const { port, close } = await startVariant({ settings, sources, telemetry });
  let profiler: Profiler | undefined;
  answerParent({
    /** Calls are those of the sources' clients; over HTTP the upstream's own count is used instead. */
    stats: (): ProcessStats => {
      const calls: Record<string, number> = {};
      for (const [system, source] of sources) {
        for (const [operation, count] of Object.entries(source.stats().operations)) calls[`${system}:${operation.replace('fetch:', '')}`] = count;
      }
      return { cpuMicros: cpuMicros(), calls };
    },
    'profile-start': async (kind: ProfileKind) => {
      profiler = await startProfiler(kind);
    },
    'profile-stop': (file: string) => profiler?.stop(file),
    close: () => close?.(),
  });
  readyForParent({ port });
}

start(JSON.parse(process.argv[2]!) as VariantSettings).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
