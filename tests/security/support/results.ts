/** What the attacks left behind for the table of docs/security.md: one small file per observation, if a folder is named. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostKind } from '../../../gateway/hosts/createHost.ts';
import type { AttackId } from './catalog.ts';

export interface Observation {
  id: AttackId;
  host: HostKind;
  /** Variant of the attack. */
  variant: string;
  /** Status and codes that the client saw, the same on each try. */
  saw: string;
  /** CPU of the whole process, the attacking client's own part included: median over the tries. */
  cpuMs: number;
}

/** Keeps an observation where `SECURITY_RESULTS_DIR` names a folder. */
export function keepObservation(observation: Observation): void {
  const folder = process.env['SECURITY_RESULTS_DIR'];
  if (folder === undefined || folder === '') return;
  mkdirSync(folder, { recursive: true });
  const name = `${observation.id}-${observation.host}-${observation.variant.replace(/[^\w]+/g, '_')}`;
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(observation));
}
