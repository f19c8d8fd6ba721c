/** Every code that a client may meet in `errors[].extensions.code`. Nothing else leaves the gateway. */
export const ERROR_CODES = [
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'QUERY_TOO_COMPLEX',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'POLICY_UNAVAILABLE',
  'OVERLOADED',
  'RATE_LIMITED',
  'RATE_LIMIT_UNAVAILABLE',
  'LOOKUP_LIMIT_REACHED',
  'STREAM_LIMIT_REACHED',
  'STREAM_OVERFLOW',
  'AUDIT_UNAVAILABLE',
  'DOCUMENT_NOT_REGISTERED',
  'AMBIGUOUS',
  'SOURCE_UNAVAILABLE',
  'STORE_UNAVAILABLE',
  'IDEMPOTENCY_KEY_REUSED',
  'DEADLINE_EXCEEDED',
  'INTERNAL',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** What may stand beside the code in `extensions`: never a caller's or a customer's data. */
export interface ErrorDetails {
  /** Source system the error is about. */
  source?: string;
  /** Schema coordinate (`Type.field`) the error is about. */
  coordinate?: string;
  /** Name of the argument or input field that was refused. */
  argument?: string;
  /** What would have granted it, e.g. `{ scope: 'tickets:read' }`. */
  requires?: Readonly<Record<string, string>>;
  /** Seconds after which trying again makes sense. */
  retryAfterSeconds?: number;
}

/**
 * The only error that rooms below `gateway/` throw on purpose. Its message is written for the client and never holds
 * data; `gateway/errors.ts` shows it as it is and masks every other error by origin.
 */
export class GatewayError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'GatewayError';
    this.code = code;
    this.details = details;
  }
}

/** Whether the store did not answer, or others kept it busy: what is tried again, and no fault of the record in hand. */
export const isStoreUnavailable = (error: unknown): boolean => error instanceof GatewayError && error.code === 'STORE_UNAVAILABLE';

/** What a log may say of an error: its code or its name, never its message, which may hold data. */
export const nameOfError = (error: unknown): string => (error instanceof GatewayError ? error.code : error instanceof Error ? error.name : typeof error);
