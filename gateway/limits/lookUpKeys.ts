/** What a look-up asks for, by which value: two ways of writing one value, or of asking for it, are one key. */
import { GatewayError } from '../../domain/errors.ts';
import { wordsOf } from '../../domain/normalise/name.ts';
import { lookUpOf, phoneLookUp, type CustomerKeyInput } from '../../resolvers/support/lookUp.ts';
import type { LookUp } from '../engine/gates.ts';

type Arguments = Readonly<Record<string, unknown>>;

/** Of whom an interaction is written down. */
type WrittenOf = CustomerKeyInput & { customerId?: string | null };

/** By what is known of a customer: counted for everybody. Null: this one asks by no such thing. */
const GUESSES: Readonly<Record<string, (args: Arguments) => string | null>> = {
  'Query.customerBy': ({ key }) => lookUpOf(key as CustomerKeyInput).key,
  'Query.customerContext': ({ key }) => lookUpOf(key as CustomerKeyInput).key,
  'Query.callerContext': ({ phone }) => phoneLookUp(phone as string).key,
  // The pages of one search are one look-up.
  'Query.searchCustomers': ({ text }) => `search:${wordsOf(text as string).sort().join(' ')}`,
  // Its answer shows who carries the value.
  'Mutation.recordInteraction': ({ input }) => ((input as WrittenOf).customerId == null ? lookUpOf(input as WrittenOf).key : null),
};

/** By what was issued or printed: counted for callers who may reach a number of customers only. */
const WAYS: Readonly<Record<string, (args: Arguments) => string>> = {
  'Query.customer': ({ id }) => `id:${id as string}`,
  'Query.node': ({ id }) => `id:${id as string}`,
  'Query.order': ({ ref }) => `order:${(ref as string).trim().toUpperCase()}`,
  'Subscription.interactionRecorded': ({ customerId }) => `id:${customerId as string}`,
  'Subscription.customerChanged': ({ customerId }) => `id:${customerId as string}`,
  'Mutation.attachInteractions': ({ input }) => `id:${(input as WrittenOf).customerId ?? ''}`,
  'Mutation.recordInteraction': ({ input }) => `id:${(input as WrittenOf).customerId ?? ''}`,
};

/**
 * The keys of an operation's look-ups, each once. `reaching`: the ways by id and number count as well. A look-up by a
 * value that is none (no e-mail, no phone in E.164) has no key: its resolver refuses it before it asks anybody.
 */
export function lookUpKeys(lookUps: readonly LookUp[], reaching: boolean): string[] {
  const keys = new Set<string>();
  for (const { coordinate, args } of lookUps) {
    try {
      const key = GUESSES[coordinate]?.(args) ?? (reaching ? WAYS[coordinate]?.(args) : undefined);
      if (key !== undefined) keys.add(key);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
    }
  }
  return [...keys];
}
