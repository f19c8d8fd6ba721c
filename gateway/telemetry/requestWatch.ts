import type { RequestTrail } from './trail.ts';

/** One request that is being watched. */
export interface WatchedRequest {
  /** What is read for it is read under this signal. */
  reads(signal: AbortSignal): void;
  /** Its answer has been written, or (`isWhole` false) its client has gone before. Call once. `status`: of HTTP. */
  end(status: number, isWhole: boolean): void;
}

/** Who is told of the requests of a host: metrics, traces, the access log. */
export interface RequestWatch {
  /** A request to GraphQL has come. `traceparent`: the caller's, where a trusted proxy has let it through. */
  begin(trail: RequestTrail, traceparent: string | undefined): WatchedRequest;
}

/** Tells all of them, in order. */
export function watchAll(watches: readonly RequestWatch[]): RequestWatch {
  const [only] = watches;
  if (only && watches.length === 1) return only;
  return {
    begin(trail, traceparent) {
      const watched = watches.map((watch) => watch.begin(trail, traceparent));
      return {
        reads: (signal) => watched.forEach((each) => each.reads(signal)),
        end: (status, isWhole) => watched.forEach((each) => each.end(status, isWhole)),
      };
    },
  };
}
