/** A small world in memory: records come, change and go, and each time everything is placed as the store would have it. */
import { identityConfig, type IdentityConfig } from '../../../../domain/identity/config.ts';
import { rootOf } from '../../../../domain/customerIndex/union.ts';
import type { Decision, DecisionKind } from '../../../../domain/identity/decisions.ts';
import type { LineageEntry } from '../../../../domain/identity/lineage.ts';
import type { CustomerDocument, Link } from '../../../../domain/identity/link.ts';
import { memberOf } from '../../../../domain/identity/member.ts';
import { carriersByKey, isOverloaded } from '../../../../domain/identity/overload.ts';
import { place } from '../../../../domain/identity/place.ts';
import type { Plan } from '../../../../domain/identity/plan.ts';
import type { PartyRecord } from '../../../../domain/records.ts';
import { countingIds } from '../../../support/ids.ts';

export interface World {
  /** A record is new or changed. Gives what was written. */
  see(...records: PartyRecord[]): Plan;
  lose(ref: string): Plan;
  /** A steward's decision; `rank` where it is not the latest. */
  decide(kind: DecisionKind, sides: string[][], rank?: number): Plan;
  /** Refs grouped by customer: `staff` over every pointer, `outside` over verified ones. */
  groups(audience: 'staff' | 'outside'): string[][];
  customerOf(ref: string, audience?: 'staff' | 'outside'): string;
  link(ref: string): Link;
  customer(id: string): CustomerDocument;
  /** Entries of everything that was written so far. */
  lineage: LineageEntry[];
}

export function createWorld(config: IdentityConfig = identityConfig({}, ['erp', 'shop', 'desk', 'news'])): World {
  const records = new Map<string, PartyRecord>();
  const links = new Map<string, { link: Link; evidence: string[] }>();
  const customers = new Map<string, CustomerDocument>();
  const decisions: Decision[] = [];
  const lineage: LineageEntry[] = [];
  const newId = countingIds();
  let atMs = 0;

  function settle(): Plan {
    atMs += 1_000;
    const members = [...records.values()].map(memberOf);
    const overloaded = new Set([...carriersByKey(members)].filter(([key, carriers]) => isOverloaded(key, carriers, config)).map(([key]) => key));
    const placed = members.map((member) => ({ member, link: links.get(member.ref)?.link ?? null, evidence: links.get(member.ref)?.evidence ?? [] }));
    const { plan } = place({ placed, overloaded, decisions, customers, config, now: new Date(atMs), newId, actor: 'gateway' });
    for (const customer of plan.create) customers.set(customer._id, customer);
    for (const { ref, link, evidence } of plan.links) links.set(ref, { link, evidence });
    for (const { id, pointer } of plan.pointers) customers.set(id, { ...customers.get(id)!, mergedInto: pointer, revision: customers.get(id)!.revision + 1 });
    lineage.push(...[...plan.links, ...plan.pointers].flatMap(({ entry }) => entry ?? []));
    return plan;
  }

  const customerOf = (ref: string, audience: 'staff' | 'outside' = 'staff') => rootOf(links.get(ref)!.link.customerId, customers, audience === 'outside');
  return {
    see(...seen) {
      for (const record of seen) records.set(record.ref, record);
      return settle();
    },
    lose(ref) {
      records.delete(ref);
      return settle();
    },
    decide(kind, sides, rank = decisions.length + 1) {
      decisions.push({ id: `d${decisions.length + 1}`, kind, sides, rank, actor: 'steward-1' });
      return settle();
    },
    groups(audience) {
      const byCustomer = new Map<string, string[]>();
      for (const ref of [...records.keys()].sort()) {
        const id = customerOf(ref, audience);
        byCustomer.set(id, [...(byCustomer.get(id) ?? []), ref]);
      }
      return [...byCustomer.values()].sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
    },
    customerOf,
    link: (ref) => links.get(ref)!.link,
    customer: (id) => customers.get(id)!,
    lineage,
  };
}
