/** A page of audit entries with what they name: coordinate lists and customers are read once for all of them, if asked for. */
import type { AuditEntry, AuditShape } from '../../domain/auditChain.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import type { CustomerIndexDocument } from '../../datasources/mongo/documents.ts';
import type { ListPosition } from '../../datasources/mongo/store.ts';
import type { RequestContext } from '../context.ts';
import type { Listing } from './page.ts';

/** The parent of `AuditEntry`. */
export interface AuditEntryParent {
  entry: AuditEntry;
  page: AuditPage;
}

/** The parent of `AuditEntryEdge`. */
export interface AuditEdgeParent {
  node: AuditEntryParent;
  position: ListPosition;
  listing: Listing;
}

export class AuditPage {
  readonly #entries: readonly AuditEntry[];
  readonly #ctx: RequestContext;
  #shapes: Promise<Map<string, AuditShape>> | null = null;
  #customers: Promise<Map<string, CustomerIndexDocument>> | null = null;

  constructor(entries: readonly AuditEntry[], ctx: RequestContext) {
    this.#entries = entries;
    this.#ctx = ctx;
  }

  /** The coordinates that an entry names; null where it names none. */
  async shapeOf({ shape }: AuditEntry): Promise<AuditShape | null> {
    if (shape === null) return null;
    const names = this.#entries.flatMap((entry) => entry.shape ?? []);
    return (await (this.#shapes ??= this.#ctx.store.audit.shapes([...new Set(names)]))).get(shape) ?? null;
  }

  /**
   * The customers of an entry, by their ids of now: its records as they belong now, and its ids as they lead now. A
   * customer that is no more stays under the id that was written down. No handles are made of them: a reader of the
   * audit is shown ids alone.
   */
  async customersOf({ about }: AuditEntry): Promise<string[]> {
    const found = await (this.#customers ??= this.#resolve());
    return [...new Set(about.flatMap((name) => found.get(name)?.customerId ?? (this.#ctx.ids.decode(name) ? [] : name)))];
  }

  async #resolve(): Promise<Map<string, CustomerIndexDocument>> {
    const names = [...new Set(this.#entries.flatMap(({ about }) => about))];
    const { ids, store, view } = this.#ctx;
    const refs = new Map(names.map((name) => [name, ids.decode(name)] as const).filter((pair): pair is [string, SourceRef] => pair[1] !== undefined));
    const [byId, byRef] = await Promise.all([
      store.customerIndex.byIds(names.filter((name) => !refs.has(name)), view),
      store.customerIndex.byPartyRefs([...refs.values()], view),
    ]);
    for (const [name, ref] of refs) {
      const customer = byRef.get(ref);
      if (customer) byId.set(name, customer);
    }
    return byId;
  }
}
