/** What is written down of a run, one entry per request, in the order in which they ended. */
import type { Role } from '../../../domain/principal.ts';

export interface Asked {
  role: Role;
  purpose?: string;
  /** Name of the document (requests.ts). */
  name: string;
  /** Whom it was asked of, where that is one customer. */
  customerId?: string;
  /** The territory that the caller is bound to. */
  territory?: string;
  /** The note that a write makes. */
  note?: string;
  beganMs: number;
  tookMs: number;
  /** Null where no answer came; then `failure` says how that showed. */
  status: number | null;
  failure?: string;
  data?: Record<string, unknown> | null;
  codes: string[];
}

/** A note that was written, and how it was found afterwards. */
export interface FoundNote {
  note: string;
  customerId: string;
  times: number;
}

export interface HeapSample {
  atMs: number;
  /** After a forced collection. */
  usedBytes: number;
}

export interface History {
  asked: Asked[];
  /** Notes that stand at the end, of all customers. */
  notes: FoundNote[];
  heap: HeapSample[];
  /** Names of errors that nobody caught. */
  uncaught: string[];
  /** Of the load, ms. */
  durationMs: number;
}
