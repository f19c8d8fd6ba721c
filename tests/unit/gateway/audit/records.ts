/** Records of reads, with everything that a test does not care about filled in. */
import type { DisclosedCoordinates, ReadRecord } from '../../../../domain/audit.ts';
import type { Principal } from '../../../../domain/principal.ts';

export const NAME: DisclosedCoordinates = { returned: ['Customer.name', 'Query.customer'], masked: [], denied: ['Customer.taxIds'], sensitive: false };
export const EMAILS: DisclosedCoordinates = { returned: ['Customer.emails', 'Query.customer'], masked: ['EmailContact.value'], denied: [], sensitive: true };

export const principal: Principal = {
  subject: 'desk-7', role: 'agent', scopes: new Set(['customer:read']), purpose: 'support', onBehalfOf: 'team-2', zone: 'inside', channel: 'desk',
  issuedToken: null, rows: { all: true }, customerId: null, fingerprint: 'agent', expiresAtMs: 9e15,
};

export const readOf = (parts: Partial<ReadRecord> = {}): ReadRecord => ({
  atMs: Date.parse('2026-05-01T10:00:00Z'), requestId: 'r-1', principal, policyHash: 'p-1', operation: 'query', coordinates: NAME, customers: ['c1'],
  outcome: 'answered', ...parts,
});
