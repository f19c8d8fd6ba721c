/** Documents with everything that a test does not care about filled in. */
import type { AuditEntry } from '../../domain/auditChain.ts';
import type { InteractionDocument, Link, PartyDocument, StoredCustomerIndexDocument } from '../../datasources/mongo/documents.ts';
import { parseSourceRef, type EventType, type SourceRef } from '../../domain/sourceRef.ts';
import { order, party, type PartyParts } from '../support/partyRecords.ts';
import { keysOf } from '../../domain/identity/keys.ts';

const AT = new Date('2026-05-01T00:00:00.000Z');

export function indexDocument(customerId: string, parts: Partial<StoredCustomerIndexDocument> = {}): StoredCustomerIndexDocument {
  return {
    _id: customerId,
    customerId,
    audience: ['staff', 'outside'],
    ids: [customerId],
    kind: 'PERSON',
    nameKey: `name ${customerId}`,
    tokens: [],
    keys: [],
    scope: [`self:${customerId}`],
    parties: [],
    contacts: [],
    organisations: [],
    heads: { order: '', ticket: '', call: '', touch: '', interaction: '' },
    head: '',
    createdAt: AT,
    asOf: AT,
    hash: `hash of ${customerId}`,
    revision: 1,
    ...parts,
  };
}

export function partyDocument(ref: SourceRef, parts: Partial<PartyDocument> & { of?: PartyParts } = {}): Omit<PartyDocument, 'link' | 'evidence'> {
  const { of = {}, ...rest } = parts;
  const record = party(ref, of);
  return {
    _id: ref, system: parseSourceRef(ref).system, epoch: 1, hash: 'first', state: 'LIVE', record, keys: keysOf(record),
    formerKeys: [], settled: false, fetchedAt: AT, schemaVersion: 1, ...rest,
  };
}

export function link(customerId: string, parts: Partial<Link> = {}): Link {
  return { customerId, rule: 'founded', fields: [], withRef: null, linkedAt: AT, actor: 'gateway', firstCustomerId: customerId, revision: 1, ...parts };
}

export function eventDocument(ref: SourceRef, partyRef: SourceRef, parts: Partial<InteractionDocument> = {}): InteractionDocument {
  const { system, type } = parseSourceRef(ref);
  return {
    _id: ref, system, kind: type as EventType, epoch: 1, hash: 'first', state: 'LIVE', partyRef, at: AT, final: true, status: null, numbers: [], sharedKeys: [],
    twinOf: null, twins: [], parties: [partyRef], scope: [], former: [], settled: false, record: order(ref, partyRef), fetchedAt: AT, schemaVersion: 1, ...parts,
  };
}

export function auditEntry(customerId: string): AuditEntry {
  return {
    _id: '019e0000-0000-7000-8000-000000000001:000000000001', at: AT, operation: 'query', subject: 's', role: 'agent', onBehalfOf: null, purpose: null,
    tokenId: null, requestId: null, about: [customerId], shape: null, policy: 'p', outcome: 'answered', follows: null, previous: '', hash: '',
  };
}
