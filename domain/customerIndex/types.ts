import type { LinkRule } from '../identity/rules.ts';
import type { PartyKind } from '../records.ts';
import type { EventType, SourceRef } from '../sourceRef.ts';

/** A party record of a customer, as the index document keeps it: what a read needs, so that it needs no second query. */
export interface IndexedParty {
  ref: SourceRef;
  /** Why it is here: of its link, or of the pointer of a customer id that it founded itself. */
  rule: LinkRule;
  /** The keys that this record must still hold to belong here: those of its link, and of the pointer that rests on it. */
  evidence: string[];
  /** Where there is no evidence: keys of which it must still hold one (marks.ts). Left out where there are none. */
  marks?: string[];
}

/**
 * What lists, filters, search and look-ups need of one customer; rebuildable. One document per customer for staff (the
 * union) and one per verified part for outside callers; where both are the same, one document serves both audiences.
 */
export interface CustomerIndexDocument {
  /** `customerId` for the union, `customerId|outside` for a verified part of its own. */
  _id: string;
  customerId: string;
  /** Empty on a document that is no more: it stays, so that a slow worker cannot bring it back. */
  audience: ('staff' | 'outside')[];
  /** Every customer id that resolves to this document. */
  ids: string[];
  kind: PartyKind;
  /** Folded golden name (family, given) plus id, for order by name. */
  nameKey: string;
  /** Row-scope keys: `account:…`, `distributor:…`, `territory:…` and `self:<customer id>` for each of `ids`. */
  scope: string[];
  parties: IndexedParty[];
  /** Refs of contacts and organisations: other customers' party refs, dated relationships in force. */
  contacts: SourceRef[];
  organisations: SourceRef[];
  /** Newest events of each kind, newest first, in one string; domain/timelineHead.ts reads and writes it. */
  heads: Record<EventType, string>;
  /** The same of all kinds together. */
  head: string;
  createdAt: Date;
  asOf: Date;
  revision: number;
  /** When records last came to or left this customer, by the server's clock. The store sets it. */
  linkedAt?: Date;
  /** How often they have. The store sets it. */
  relinks?: number;
}

/** With what finding needs and no reader wants: never sent to the reader (reference: decoding costs, docs/store.md). */
export interface StoredCustomerIndexDocument extends CustomerIndexDocument {
  /** Folded words of names, and nothing else: search is by name. */
  tokens: string[];
  /** Exact look-up keys of all its records: `email:…`, `phone:…`, `taxId:…`, `loyaltyId:…`, `account:<system>:…`, `ref:…`. */
  keys: string[];
  /** Of the derived content; equal means nothing written. */
  hash: string;
}
