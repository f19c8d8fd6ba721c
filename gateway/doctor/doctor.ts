import type { SourceDefinition } from '../../datasources/systems/defineSource.ts';
import type { GatewayConfig } from '../config.ts';
import { checkDeployment } from './deploymentChecks.ts';
import type { Finding } from './finding.ts';
import { probeSources } from './probe.ts';
import { checkSource } from './sourceChecks.ts';

/** Checks a configuration against what is really there, finding by finding. Writes nothing anywhere. */
export async function* examine(config: GatewayConfig, { now = Date.now, extraAdapters = [] }: { now?: () => number; extraAdapters?: readonly SourceDefinition[] } = {}): AsyncGenerator<Finding> {
  yield* checkDeployment(config, now);
  yield* examineSources(config, now, extraAdapters);
}

/** The sources alone, in order. */
export async function* examineSources(config: Pick<GatewayConfig, 'sources' | 'defaultRegion'>, now: () => number = Date.now, extraAdapters: readonly SourceDefinition[] = []): AsyncGenerator<Finding> {
  const probed = probeSources(config, now, extraAdapters);
  try {
    for (const each of probed) yield* checkSource(each, config.sources[each.source.system]!.timeoutMs);
  } finally {
    await Promise.all(probed.map(({ source }) => source.close()));
  }
}
