/**
 * Everything that a store knows, as lines in one order: records, who is one customer, links, interactions, discrepancies.
 * Canonical lines are equal for stores that know the same, however they came to it: customers and verified parts go by
 * their least source ref, and there are no ids, clocks and counters. What is held is one page at a time and the customers
 * around its records, so the size of the store does not matter (docs/export.md).
 */
import { nameGroups, type Membership, type Named } from '../domain/customerIndex/names.ts';
import { rootOf } from '../domain/customerIndex/union.ts';
import type { Pointer } from '../domain/identity/link.ts';
import type { SourceRef } from '../domain/sourceRef.ts';
import { isStoreOnlyRef } from '../domain/statedParty.ts';
import type { CustomerDocument } from '../datasources/mongo/documents.ts';
import type { ExportedEvent, ExportedParty, ExportReads } from '../datasources/mongo/exportReads.ts';
import type { Customers } from '../datasources/mongo/store.ts';
import { closure } from './refreshIndex.ts';

/** `line` says what it is about; the other columns are in docs/export.md. */
export type ExportLine = { line: 'record' | 'customer' | 'part' | 'link' | 'interaction' | 'discrepancy' | 'tombstones' } & Readonly<Record<string, unknown>>;

export interface ExportStoreOptions {
  reads: ExportReads;
  customers: Customers;
  /** Only what two stores that know the same agree on. */
  canonical: boolean;
  /** Documents read at once. */
  perPage?: number;
}

const PER_PAGE = 1_000;

/** The lines of the whole store. Rejects with STORE_UNAVAILABLE. */
export async function* exportLines(options: ExportStoreOptions): AsyncGenerator<ExportLine> {
  yield* records(options);
  yield* partition(options);
  yield* interactions(options);
  yield* discrepancies(options);
  yield { line: 'tombstones', count: await options.reads.countTombstones() };
}

/** A statement that no event makes any more: whether it was ever seen is a matter of when somebody looked. */
const isForgotten = ({ _id, state }: { _id: SourceRef; state: string }): boolean => state !== 'LIVE' && isStoreOnlyRef(_id);

async function* records({ reads, canonical, perPage = PER_PAGE }: ExportStoreOptions): AsyncGenerator<ExportLine> {
  for await (const page of reads.parties(perPage)) {
    for (const party of page) if (!canonical || !isForgotten(party)) yield recordLine(party, canonical);
  }
}

function recordLine({ _id, system, state, record, fetchedAt }: ExportedParty, canonical: boolean): ExportLine {
  const line = { line: 'record', ref: _id, state, values: record } as const;
  return canonical ? line : { ...line, system, fetchedAt };
}

/**
 * Links in order of their refs; before the link of the record that names it, a customer and a verified part. Needs no
 * sorting: whoever is the least ref of a group is met before the others of it.
 */
async function* partition(options: ExportStoreOptions): AsyncGenerator<ExportLine> {
  const { reads, canonical, perPage = PER_PAGE } = options;
  for await (const page of reads.links(perPage)) {
    const linked = page.filter((party) => party.link !== null && !(canonical && isForgotten(party)));
    const around = await customersAround(options, linked.map(({ link }) => link!.customerId));
    for (const { _id: ref, link } of linked) {
      // Linked anew between two reads: it belongs to whom it is met with.
      const named = around.names.get(ref) ?? alone(ref, link!.customerId, around.customers);
      const { customer, part } = named;
      if (customer.name === ref) yield customerLine(named, around, canonical);
      if (part.name === ref) {
        const line = { line: 'part', part: part.name, customer: customer.name, refs: part.refs } as const;
        yield canonical ? line : { ...line, id: part.rootId };
      }
      const line = { line: 'link', ref, part: part.name, customer: customer.name } as const;
      const { customerId, rule, fields, withRef, linkedAt, actor, firstCustomerId } = link!;
      yield canonical ? line : { ...line, customerId, rule, fields, withRef, linkedAt, actor, firstCustomerId };
    }
  }
}

interface Around {
  names: Map<SourceRef, Named>;
  customers: Map<string, CustomerDocument>;
}

async function customersAround({ reads, customers: store, canonical }: ExportStoreOptions, ids: readonly string[]): Promise<Around> {
  const customers = await closure({ store: { customers: store } }, new Set(ids));
  const linked = await reads.linkedTo([...customers.keys()]);
  const members = linked.filter((party) => !(canonical && isForgotten(party))).map(({ _id: ref, link }): Membership => ({ ref, customerId: link!.customerId }));
  return { names: nameGroups(members, customers), customers };
}

function alone(ref: SourceRef, customerId: string, customers: Around['customers']): Named {
  const group = (verifiedOnly: boolean) => ({ name: ref, refs: [ref], rootId: rootOf(customerId, customers, verifiedOnly) });
  return { customer: group(false), part: group(true) };
}

function customerLine({ customer }: Named, { names, customers }: Around, canonical: boolean): ExportLine {
  const parts = [...new Set(customer.refs.map((ref) => names.get(ref)?.part.name ?? ref))].sort();
  const line = { line: 'customer', customer: customer.name, parts } as const;
  if (canonical) return line;
  const own = [...customers.values()].filter(({ _id }) => rootOf(_id, customers, false) === customer.rootId);
  const pointers = own.flatMap(({ _id, mergedInto }) => (mergedInto ? [{ id: _id, ...pointerOf(mergedInto) }] : []));
  return { ...line, id: customer.rootId, ids: own.map(({ _id }) => _id).sort(), createdAt: customers.get(customer.rootId)?.createdAt ?? null, pointers };
}

const pointerOf = ({ customerId, rule, verified, at, actor }: Pointer) => ({ mergedInto: customerId, rule, verified, at, actor });

async function* interactions({ reads, canonical, perPage = PER_PAGE }: ExportStoreOptions): AsyncGenerator<ExportLine> {
  for await (const page of reads.events(perPage)) for (const event of page) yield interactionLine(event, canonical);
}

/** One event as a line. */
export function interactionLine({ _id, state, partyRef, twinOf, twins, likelyTwinOf = null, parties, scope, record, ...rest }: ExportedEvent, canonical: boolean): ExportLine {
  const line = { line: 'interaction', ref: _id, state, partyRef, twinOf, twins, likelyTwinOf, parties, scope, values: record } as const;
  if (canonical) return line;
  const { system, kind, at, final, status, fetchedAt } = rest;
  return { ...line, system, kind, at, final, status, fetchedAt };
}

async function* discrepancies({ reads, canonical, perPage = PER_PAGE }: ExportStoreOptions): AsyncGenerator<ExportLine> {
  for await (const page of reads.discrepancies(perPage)) {
    for (const { _id, refs, kind, state, ...rest } of page) {
      // That two views once disagreed is a matter of when each of them was read.
      if (canonical && state === 'RESOLVED') continue;
      const line = { line: 'discrepancy', kind, state, refs } as const;
      // Whatever else it may hold is left to its own page of the docs, but for its times.
      yield canonical ? line : { ...line, id: _id, ...Object.fromEntries(Object.entries(rest).filter(([, value]: [string, unknown]) => value instanceof Date)) };
    }
  }
}
