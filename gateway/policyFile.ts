import { unwatchFile, watchFile } from 'node:fs';
import type { GraphQLSchema } from 'graphql';
import { buildClassTable } from '../directives/classified.ts';
import { checkPolicyFits, loadPolicy, type Policy } from '../directives/policy.ts';

/** The policy that stands, following its file. */
export interface PolicyFile {
  current(): Policy;
  close(): void;
}

interface PolicyLogger {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** With the round over open streams (engine/openStreams.ts) that follows, well within a second. */
const POLL_MS = 250;

/**
 * Reads policy.yml and reads it again when it changes: the one piece of configuration that may change while running. A
 * file that cannot be used is refused, logged with each wrong key, and the policy before it stays. Throws PolicyError
 * where the first one cannot be used. Polls the file's state, since notices of changes do not reach mounted volumes.
 */
export function openPolicyFile(options: { path: string; schema: GraphQLSchema; logger: PolicyLogger; pollMs?: number }): PolicyFile {
  const { path, logger } = options;
  const table = buildClassTable(options.schema);
  const read = (): Policy => {
    const policy = loadPolicy(path);
    checkPolicyFits(policy, table);
    return policy;
  };
  let current = read();
  const onChange = (): void => {
    try {
      const next = read();
      if (next.hash === current.hash) return;
      current = next;
      logger.info({ policy: next.hash }, 'The policy has changed');
    } catch (error) {
      // A policy holds no personal data: its faults may be told.
      logger.error({ policy: current.hash, fault: (error as Error).message }, 'The changed policy cannot be used: the one before stays');
    }
  };
  watchFile(path, { interval: options.pollMs ?? POLL_MS, persistent: false }, onChange);
  return { current: () => current, close: () => unwatchFile(path, onChange) };
}
