/** The registry of adapters. A fifth system is a folder beside these four and one line here (docs/adding-a-source.md). */
import { z } from 'zod';
import { sourceConfigSchema, systemNameSchema, type SourceConfigInput } from './config.ts';
import { connectSource, type ConnectedSource } from './connect.ts';
import type { SourceDefinition } from './defineSource.ts';
import { ghost } from './ghost/index.ts';
import { rt } from './rt/index.ts';
import { tryton } from './tryton/index.ts';
import { vendure } from './vendure/index.ts';

// Each definition is typed by its own settings; the registry holds them as "settings that its own schema has checked".
const definitions = [tryton, rt, vendure, ghost] as readonly unknown[] as readonly SourceDefinition[];

/** Adapter name to definition. */
export const adapters: ReadonlyMap<string, SourceDefinition> = new Map(definitions.map((definition) => [definition.adapter, definition]));

export interface DeploymentDefaults {
  /** ISO 3166 region for phone numbers without a country code. */
  defaultRegion: string;
  /** ms since the epoch; default the system clock. */
  now?: () => number;
  /** Adapters beside the built-in ones. */
  extraAdapters?: readonly SourceDefinition[];
}

/** The `sources:` block of the configuration: system name to its keys, adapter settings included; names every wrong key. */
export const sourcesSchema = z.record(systemNameSchema, sourceConfigSchema).superRefine((sources, context) => {
  for (const [system, source] of Object.entries(sources)) {
    const definition = adapters.get(source.adapter);
    if (!definition) {
      context.addIssue({ code: 'custom', path: [system, 'adapter'], message: `must be one of ${[...adapters.keys()].join(', ')}` });
      continue;
    }
    const settings = definition.settings.safeParse(source.settings);
    for (const issue of settings.error?.issues ?? []) {
      const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
      for (const key of keys) {
        context.addIssue({
          code: 'custom',
          path: [system, 'settings', ...issue.path, ...(key === undefined ? [] : [key])],
          message: key === undefined ? issue.message : 'is not a known key',
        });
      }
    }
  }
});

/**
 * Connects the configured sources, keyed by system name, in their order. Sends nothing yet. Throws ZodError where the
 * configuration was not checked with `sourcesSchema` before and is wrong.
 */
export function createSources(
  configured: Readonly<Record<string, SourceConfigInput>>,
  { defaultRegion, now = Date.now, extraAdapters = [] }: DeploymentDefaults,
): Map<string, ConnectedSource> {
  const known = new Map([...adapters, ...extraAdapters.map((definition) => [definition.adapter, definition] as const)]);
  const sources = new Map<string, ConnectedSource>();
  for (const [name, input] of Object.entries(configured)) {
    const system = systemNameSchema.parse(name);
    const config = sourceConfigSchema.parse(input);
    const definition = known.get(config.adapter);
    if (!definition) throw new Error(`Source ${system} names an adapter that does not exist.`);
    sources.set(system, connectSource(system, definition, config, definition.settings.parse(config.settings), { defaultRegion, now }));
  }
  return sources;
}

export type { ConnectedSource } from './connect.ts';
export type { SourceConfig, SourceConfigInput } from './config.ts';
