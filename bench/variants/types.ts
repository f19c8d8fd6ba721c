/** What a variant is started with, and what it is when it runs. */
import type { JSONWebKeySet } from 'jose';
import type { ConnectedSource } from '../../datasources/systems/index.ts';
import type { Telemetry } from '../../gateway/telemetry/telemetry.ts';
import type { Transport, Variant } from '../results.ts';

/** Sent by the parent as JSON. */
export interface VariantSettings {
  variant: Variant;
  transport: Transport;
  mongoUri: string;
  database: string;
  /** Of `upstream.ts`; in memory nobody is called there. */
  upstreamUrl: string;
  keySet: JSONWebKeySet;
  /** For `guarded`: what counts its callers, and where the heads of its audit go. */
  guards: { redisUrl: string; dataDir: string } | null;
}

/** What every variant gets: the settings, and the four systems as the transport has them. */
export interface VariantParts {
  settings: VariantSettings;
  sources: ReadonlyMap<string, ConnectedSource>;
  /** Of `watched`. */
  telemetry?: Telemetry | undefined;
}

export interface RunningVariant {
  port: number;
  /** Writes what is still to be written. */
  close?(): Promise<void>;
}
