/** What the benchmark measures: its cases, its variants, one row for each pair of them. */

/** One customer with everything, or a list of 50; sources in the server's memory, or over HTTP. */
export const CASES = ['one-memory', 'list-memory', 'one-http', 'list-http'] as const;
export type BenchCase = (typeof CASES)[number];

/**
 * `hand-written` is the yardstick: an endpoint without GraphQL that does the same work. `bare` is `gateway` asked by the
 * caller of `guarded`, which is the gateway with everything that guards it: the two differ in nothing else. `watched` is `gateway` with metrics,
 * traces and its access log on.
 */
export const VARIANTS = ['hand-written', 'gateway', 'yoga', 'apollo', 'mercurius-jit', 'bare', 'guarded', 'watched'] as const;
export type Variant = (typeof VARIANTS)[number];

export type Work = 'one' | 'list';
export type Transport = 'memory' | 'http';

/** The work and the transport of a case. */
export function partsOfCase(name: BenchCase): { work: Work; transport: Transport } {
  const [work, transport] = name.split('-') as [Work, Transport];
  return { work, transport };
}

/** One sample: some seconds of load on one variant. */
export interface Sample {
  cpuMicrosPerRequest: number;
  requestsPerSecond: number;
  upstreamCallsPerRequest: number;
}

/** Medians of the samples of one variant in one case. */
export interface BenchRow extends Sample {
  case: BenchCase;
  variant: Variant;
}

/** How long answers take; beside the rows, since on a shared machine it says more about the neighbours. */
export interface ResponseTime {
  case: BenchCase;
  variant: Variant;
  /** Requests at once. */
  connections: number;
  medianMs: number;
}
