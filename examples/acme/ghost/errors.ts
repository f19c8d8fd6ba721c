/** Errors as Ghost's API shows them. */
import { randomUUID } from 'node:crypto';
import { json } from '../http.ts';
import type { Reply } from '../http.ts';

export interface GhostErrorOptions {
  status: number;
  type: string;
  message: string;
  context?: string;
  property?: string;
  code?: string;
}

export class GhostError extends Error {
  readonly options: GhostErrorOptions;

  constructor(options: GhostErrorOptions) {
    super(options.message);
    this.options = options;
  }
}

export const notFound = (): GhostError =>
  new GhostError({
    status: 404,
    type: 'NotFoundError',
    message: 'Resource not found error, cannot read member.',
    context: 'Member not found.',
  });

export const noRoute = (): GhostError =>
  new GhostError({ status: 404, type: 'NotFoundError', message: 'Resource not found', context: '' });

/** What an unknown field in a filter becomes: the database does not know the column. */
export const badFilter = (): GhostError =>
  new GhostError({
    status: 400,
    type: 'BadRequestError',
    message: 'Request not understood error, cannot list members.',
    context: 'Could not understand request.',
    code: 'ER_BAD_FIELD_ERROR',
  });

export const invalid = (message: string, context: string, property?: string): GhostError =>
  new GhostError({ status: 422, type: 'ValidationError', message, context, ...(property ? { property } : {}) });

export const unauthorized = (message: string, code: string): GhostError =>
  new GhostError({ status: 401, type: 'UnauthorizedError', message, code });

export const noPermission = (): GhostError =>
  new GhostError({
    status: 403,
    type: 'NoPermissionError',
    message: 'Authorization failed',
    context:
      'Unable to determine the authenticated user or integration. Check that cookies are being passed through if using session authentication.',
  });

/** The reply for an error. */
export function errorReply(error: GhostError): Reply {
  const { status, type, message, context, property, code } = error.options;
  const shown = {
    message,
    context: context || null,
    type,
    details: null,
    property: property ?? null,
    help: null,
    code: code ?? null,
    id: randomUUID(),
    ghostErrorCode: null,
  };
  return json(status, { errors: [shown] });
}
