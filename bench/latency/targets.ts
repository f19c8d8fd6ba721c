/** Whose records are changed: customers whose links do not hang on what is changed, and one change at a time of each. */
import type { Acme } from '../../examples/acme/index.ts';
import { whole } from '../../examples/clients/client.ts';
import type { Gateway } from '../../examples/clients/graphql.ts';
import type { Random } from '../random.ts';
import type { Kind } from './kinds.ts';

export interface Target {
  customerId: string;
  /** Of the record, in its system. */
  id: string;
}

export interface Targets {
  /** A record of the kind, of a customer that nobody else has taken. Rejects where there is none after many tries. */
  take(kind: Kind): Promise<Target>;
  give(target: Target): void;
}

const TRIES = 200;
/** A number that takes another's place must not take the record to another customer: then its own would not be told of it. */
const BY_PHONE = /phone|probabilistic/i;
const WHOSE = 'query($ref: String!) { customerBy(key: { sourceRef: $ref }) { id identities { rule } } }';

interface Whose {
  customerBy: { id: string; identities: { rule: string | null }[] | null } | null;
}

export function openTargets(acme: Acme, gateway: Gateway, random: Random): Targets {
  const { records } = acme.truth();
  const taken = new Set<string>();
  return {
    async take({ name, truth, party }) {
      const ids = records.flatMap(({ ref }) => (ref.startsWith(truth) ? [ref.slice(truth.length)] : []));
      for (let tries = 0; tries < TRIES && ids.length > 0; tries += 1) {
        const id = random.pick(ids);
        const { customerBy } = whole(await gateway.ask<Whose>(WHOSE, { ref: `${party}${id}` }));
        if (!customerBy || taken.has(customerBy.id) || customerBy.identities?.some(({ rule }) => BY_PHONE.test(rule ?? ''))) continue;
        taken.add(customerBy.id);
        return { customerId: customerBy.id, id };
      }
      throw new Error(`No record is left for "${name}": take more --people.`);
    },
    give: ({ customerId }) => void taken.delete(customerId),
  };
}
