/** What a fault server can do to the calls that come through it. */

export const SYSTEMS = ['tryton', 'rt', 'vendure', 'ghost'] as const;
export type System = (typeof SYSTEMS)[number];

export const FAULTS = [
  'kill', 'hang', 'reset', 'slow', 'slowConnect', 'garbage', 'wrongShape', 'truncated', 'unauthorised', 'tooMany', 'error500', 'error200', 'otherRows', 'otherValues', 'hugeBody',
] as const;
/**
 * `kill`: nobody listens. `hang`: taken and never answered. `reset`: cut in the midst of the answer. `slow`: byte by byte.
 * `slowConnect`: connections are not taken. `garbage`: no JSON, `wrongShape`: some other. `unauthorised`: each session is
 * refused, sign-ins are not. `error200`: an error of the system's own with HTTP 200. `otherRows`: somebody else's records in
 * place of those asked for, `otherValues`: their values under the ids asked for.
 */
export type FaultKind = (typeof FAULTS)[number];

/** One call of the gateway. */
export interface FaultyCall {
  method: string;
  /** Path and parameters. */
  path: string;
  body: string;
  isSignIn: boolean;
  /** Which kind of records it asks for, in the system's own words. */
  operation: string;
}

export interface Fault {
  kind: FaultKind;
  /** The calls that it befalls; left out: all, for those faults that need a session none that is a sign-in. */
  when?(call: FaultyCall): boolean;
  /** `tooMany`. */
  retryAfterSeconds?: number;
}

/** Stands in every payload of a fault that has one: it may turn up nowhere, neither in an answer nor in a log. */
export const PAYLOAD_SECRET = 'payload-secret-4111-1111-1111-1111';
