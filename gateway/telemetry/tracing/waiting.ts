/**
 * Which sampled reads wait for which operation of a source. Batches are shared by requests, so a call belongs to nobody: its
 * span is a child of the read that has waited longest for the operation when the call goes out, with links to the others.
 */
import type { Span } from '@opentelemetry/api';

export interface Waiting {
  /** A read waits for `operation` of `system`. Returns what takes it away. */
  join(system: string, operation: string, span: Span): () => void;
  /** Who waits, longest first. For `sign-in`: who waits for anything of the system. */
  of(system: string, operation: string): Span[];
}

export function createWaiting(): Waiting {
  const bySystem = new Map<string, Map<string, Set<Span>>>();
  return {
    join(system, operation, span) {
      let ofSystem = bySystem.get(system);
      if (!ofSystem) bySystem.set(system, (ofSystem = new Map()));
      let spans = ofSystem.get(operation);
      if (!spans) ofSystem.set(operation, (spans = new Set()));
      const joined = spans;
      joined.add(span);
      return () => void joined.delete(span);
    },
    of(system, operation) {
      const ofSystem = bySystem.get(system);
      if (!ofSystem) return [];
      return operation === 'sign-in' ? [...ofSystem.values()].flatMap((spans) => [...spans]) : [...(ofSystem.get(operation) ?? [])];
    },
  };
}
