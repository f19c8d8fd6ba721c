import { createHash } from 'node:crypto';

/** The instance secret of a run, equal in all its processes, so that all make the same public ids. */
export const SECRET = createHash('sha256').update('customer 360 benchmark').digest();
