/** How long a source may take before the last known record is shown in its place, within a request's own time. */
import type { SourceConfig } from '../../datasources/systems/config.ts';

/** Of the deadline: so that after a source that hangs there is time for its snapshot, and for what is asked because of it. */
const SHARE_OF_DEADLINE = 2 / 3;

/** `answerMs` where the configuration leaves it out: one HTTP call, at most this share of the request's deadline. */
export function withAnswerTimes(sources: Readonly<Record<string, SourceConfig>>, deadlineMs: number): Record<string, SourceConfig> {
  const mostMs = Math.floor(deadlineMs * SHARE_OF_DEADLINE);
  return Object.fromEntries(Object.entries(sources).map(([system, source]) => [system, { ...source, answerMs: source.answerMs ?? Math.min(source.timeoutMs, mostMs) }]));
}

/** Systems whose configured `answerMs` would leave no time to show a snapshot. */
export function tooSlowForSnapshots(sources: Readonly<Record<string, SourceConfig>>, deadlineMs: number): string[] {
  return Object.entries(sources).flatMap(([system, { read, answerMs = 0 }]) => (read === 'live-then-snapshot' && answerMs >= deadlineMs ? [system] : []));
}
