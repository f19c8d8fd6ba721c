/** The configured sources with everything that is theirs, and a look at what they answer before anybody has checked it. */
import { createSources, adapters, type ConnectedSource } from '../../datasources/systems/index.ts';
import type { SendUpstream, SourceClient, SourceDefinition } from '../../datasources/systems/defineSource.ts';
import type { GatewayConfig } from '../config.ts';

/** The answers of one source over HTTP. */
export interface Probe {
  /** The adapter's client itself, past the check that drops what was not asked for. */
  client: SourceClient;
  /** Of the longest list in an answer since `forget`: a filter that is ignored shows here, whatever the adapter drops. */
  rows(): number;
  /** Its clock minus ours in ms, by the last Date header; null without any. The header has whole seconds. */
  skewMs(): number | null;
  forget(): void;
}

export interface ProbedSource {
  source: ConnectedSource;
  probe: Probe;
}

const MAX_DEPTH = 4;

/** The longest list in a parsed body. */
function longestList(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return 0;
  const own = Array.isArray(value) ? value.length : 0;
  // Rows of a list have lists of their own, which say nothing.
  return Array.isArray(value) ? own : Math.max(0, ...Object.values(value).map((each) => longestList(each, depth + 1)));
}

function tapped(definition: SourceDefinition, now: () => number, made: (system: string, probe: Probe) => void): SourceDefinition {
  return {
    ...definition,
    connect(options) {
      let [rows, skewMs]: [number, number | null] = [0, null];
      const send: SendUpstream = async (request, signal) => {
        const sentAtMs = now();
        const answer = await options.send(request, signal);
        rows = Math.max(rows, longestList(answer.body));
        const serverMs = Date.parse(String(answer.headers['date'] ?? ''));
        // Half a second for what the header leaves out.
        if (!Number.isNaN(serverMs)) skewMs = serverMs + 500 - (sentAtMs + now()) / 2;
        return answer;
      };
      const client = definition.connect({ ...options, send });
      made(options.system, { client, rows: () => rows, skewMs: () => skewMs, forget: () => (rows = 0) });
      return client;
    },
  };
}

/** Connects the sources of a configuration; nothing is asked yet. `extraAdapters`: beside the built-in ones. */
export function probeSources({ sources, defaultRegion }: Pick<GatewayConfig, 'sources' | 'defaultRegion'>, now: () => number, extraAdapters: readonly SourceDefinition[] = []): ProbedSource[] {
  const probes = new Map<string, Probe>();
  const definitions = [...adapters.values(), ...extraAdapters].map((definition) => tapped(definition, now, (system, probe) => probes.set(system, probe)));
  const connected = createSources(sources, { defaultRegion, now, extraAdapters: definitions });
  return [...connected].map(([system, source]) => ({ source, probe: probes.get(system)! }));
}
