/** The registry of adapters. A fifth system is a folder beside these four and one line here (docs/adding-a-source.md). */
import { z } from 'zod';
import { sourceConfigSchema, systemNameSchema, type SourceConfig, type SourceConfigInput } from './config.ts';
import { configuredDefinition, connectSource, type ConnectedSource } from './connect.ts';
import type { SourceObserver } from '../upstream/observer.ts';
import type { SourceDefinition } from './defineSource.ts';
import { ghost } from './ghost/index.ts';
import { limitProblems, limitsSchema } from './limits.ts';
import { rest } from './rest/index.ts';
import { rt } from './rt/index.ts';
import { mysql, postgres } from './sql/index.ts';
import { tryton } from './tryton/index.ts';
import { vendure } from './vendure/index.ts';

// Each definition is typed by its own settings; the registry holds them as "settings that its own schema has checked".
const definitions = [tryton, rt, vendure, ghost, postgres, mysql, rest] as readonly unknown[] as readonly SourceDefinition[];

/** Adapter name to definition. */
export const adapters: ReadonlyMap<string, SourceDefinition> = new Map(definitions.map((definition) => [definition.adapter, definition]));

export interface DeploymentDefaults {
  /** ISO 3166 region for phone numbers without a country code. */
  defaultRegion: string;
  /** ms since the epoch; default the system clock. */
  now?: () => number;
  /** Adapters beside the built-in ones. */
  extraAdapters?: readonly SourceDefinition[];
  /** Told of every try, breaker and queue; default: nobody watches. */
  observer?: SourceObserver;
}

/** The `sources:` block of the configuration: system name to its keys, adapter settings included; names every wrong key. */
export const sourcesSchema = z.record(systemNameSchema, sourceConfigSchema).check(settingsCheck());

/** Each source's settings by its adapter's own schema; also where something else in the block is wrong already. */
function settingsCheck(): z.core.$ZodCheck<Record<string, SourceConfig>> {
  const check = z.check<Record<string, SourceConfig>>(({ value: sources, issues }) => {
    for (const [system, source] of Object.entries(sources)) {
      // What is no text was named by the block's own schema.
      if (typeof source?.adapter !== 'string') continue;
      const problem = (path: PropertyKey[], message: string) => issues.push({ code: 'custom', path: [system, ...path], message, input: undefined });
      const definition = adapters.get(source.adapter);
      if (!definition) {
        problem(['adapter'], `must be one of ${[...adapters.keys()].join(', ')}`);
        continue;
      }
      const { protocol = /^https?:$/ } = definition;
      if (typeof source.url === 'string' && URL.canParse(source.url) && !protocol.test(new URL(source.url).protocol)) problem(['url'], `has a protocol that the adapter ${source.adapter} does not speak`);
      const settings = definition.settings.safeParse(source.settings);
      const limited = settings.success ? configuredDefinition(definition, settings.data) : definition;
      for (const { path, message } of limitProblems(limited, limitsSchema.safeParse(source.limits).data ?? {})) problem(['limits', ...path], message);
      for (const issue of settings.error?.issues ?? []) {
        if (issue.code !== 'unrecognized_keys') problem(['settings', ...issue.path], issue.message);
        else for (const key of issue.keys) problem(['settings', ...issue.path, key], 'is not a known key');
      }
    }
  });
  check._zod.def.when = () => true;
  return check;
}

/**
 * Connects the configured sources, keyed by system name, in their order. Sends nothing yet. Throws ZodError where the
 * configuration was not checked with `sourcesSchema` before and is wrong.
 */
export function createSources(
  configured: Readonly<Record<string, SourceConfigInput>>,
  { defaultRegion, now = Date.now, extraAdapters = [], observer }: DeploymentDefaults,
): Map<string, ConnectedSource> {
  const known = new Map([...adapters, ...extraAdapters.map((definition) => [definition.adapter, definition] as const)]);
  const sources = new Map<string, ConnectedSource>();
  for (const [name, input] of Object.entries(configured)) {
    const system = systemNameSchema.parse(name);
    const config = sourceConfigSchema.parse(input);
    const adapter = known.get(config.adapter);
    if (!adapter) throw new Error(`Source ${system} names an adapter that does not exist.`);
    const settings = adapter.settings.parse(config.settings);
    const [wrong] = limitProblems(configuredDefinition(adapter, settings), config.limits);
    if (wrong) throw new Error(`Source ${system}: limits.${wrong.path.join('.')} ${wrong.message}.`);
    sources.set(system, connectSource(system, adapter, config, settings, { defaultRegion, now, ...(observer && { observer }) }));
  }
  return sources;
}

export type { ConnectedSource } from './connect.ts';
export type { SourceConfig, SourceConfigInput } from './config.ts';
