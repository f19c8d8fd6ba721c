import { hash } from 'node:crypto';
import type { TokenDocument } from '../../datasources/mongo/documents.ts';
import { writeToken } from '../../domain/issuedToken.ts';

const ISSUED = new Date('2026-05-01T00:00:00Z');

/** A partner's token, good for a year from 1 May 2026. */
export function tokenDocument(id: string, parts: Partial<TokenDocument> = {}): TokenDocument {
  return {
    _id: id, hash: 'h', previous: null, name: `token ${id}`, role: 'partner', scopes: ['orders:read'], customerId: null, account: null, distributor: null,
    territory: null, purpose: null, onBehalfOf: null, channel: null, networks: [], requestsPerMinute: null, costPerMinute: null, createdAt: ISSUED,
    createdBy: 'admin-1', expiresAt: new Date('2027-05-01T00:00:00Z'), rotatedAt: null, revokedAt: null, revokedBy: null, ...parts,
  };
}

/** The hash under which a secret is kept. */
export const hashOf = (secret: string): string => hash('sha256', secret, 'base64url');

/** A well-formed id, secret and header of a token, from a digit. */
export function sampleToken(digit: number): { id: string; secret: string; header: string } {
  const id = String(digit).repeat(32);
  const secret = String(digit).repeat(43);
  return { id, secret, header: `Bearer ${writeToken(id, secret)}` };
}
