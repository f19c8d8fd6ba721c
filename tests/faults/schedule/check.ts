/**
 * The invariants of a run, checked afterwards on what was written down (the idea is Jepsen's: a history of invocations and
 * answers, and a checker that knows what may not be in it).
 */
import { isListType, isNonNullType, isObjectType, parse, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import { ERROR_CODES } from '../../../domain/errors.ts';
import { expectedAccess, type Who } from '../../authz/expected.ts';
import type { Asked, History } from './history.ts';
import type { Oracle } from './oracle.ts';
import { DOCUMENTS, RECORD } from './requests.ts';

export const INVARIANTS = ['forbidden', 'stranger', 'outOfScope', 'unanswered', 'uncaught', 'memory', 'effect'] as const;
export interface Violation {
  invariant: (typeof INVARIANTS)[number];
  /** Where and what, without values. */
  what: string;
}

export interface CheckParts {
  schema: GraphQLSchema;
  oracle: Oracle;
  /** Who a customer is, by its records as they stood while all was well. */
  personsOf(customerId: string): ReadonlySet<string>;
  /** An answer must be there this long after the request. */
  answeredWithinMs: number;
}

interface Shown {
  coordinate: string;
  value: unknown;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value.flatMap(listOf) : [value]);

/** Every field of an answer with what it shows, lists taken apart. Documents of requests.ts: no fragments, no aliases. */
function* shownIn(schema: GraphQLSchema, typeName: string, selected: SelectionSetNode, data: Record<string, unknown>): Generator<Shown> {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) return;
  for (const selection of selected.selections) {
    if (selection.kind !== 'Field') throw new Error('Documents of the schedule have fields alone.');
    const field = type.getFields()[selection.name.value];
    if (!field) continue;
    const value = data[selection.name.value];
    yield { coordinate: `${typeName}.${selection.name.value}`, value };
    if (!selection.selectionSet) continue;
    let inner = field.type;
    while (isListType(inner) || isNonNullType(inner)) inner = inner.ofType as typeof inner;
    for (const one of listOf(value)) if (one !== null && typeof one === 'object') yield* shownIn(schema, String(inner), selection.selectionSet, one as Record<string, unknown>);
  }
}

const rootOf = (name: string): { type: string; selected: SelectionSetNode } => {
  const text = name === 'record' ? RECORD : DOCUMENTS[name as keyof typeof DOCUMENTS];
  const [operation] = parse(text).definitions;
  if (operation?.kind !== 'OperationDefinition') throw new Error(`${name} is no document of the schedule.`);
  return { type: operation.operation === 'mutation' ? 'Mutation' : 'Query', selected: operation.selectionSet };
};

/** Fields whose values are somebody's: they tell one customer from another. */
const PERSONAL: ReadonlySet<string> = new Set(['Email.value', 'Phone.value', 'TaxIdentifier.value', 'Customer.loyaltyIds', 'Customer.account', 'ChannelSubscription.contactPoint', 'ContactPolicy.contactPoints']);
const REFS = /^(?:Order|Ticket|Touch|Call)\.refs$|^OrderView\.ref$|^LinkedIdentity\.ref$/;

function* ofAnswer(asked: Asked, { schema, oracle, personsOf }: CheckParts): Generator<Violation> {
  if (!asked.data) return;
  const who: Who = { role: asked.role, scopes: 'all', ...(asked.purpose !== undefined && { purpose: asked.purpose }) };
  const { type, selected } = rootOf(asked.name);
  const persons = asked.customerId === undefined ? undefined : personsOf(asked.customerId);
  const by = `${asked.role} by ${asked.name}`;
  for (const { coordinate, value } of shownIn(schema, type, selected, asked.data)) {
    const access = expectedAccess(who, coordinate);
    const values = listOf(value).filter((one) => one !== null && one !== undefined);
    if (access === 'deny' && values.length > 0) yield { invariant: 'forbidden', what: `${by} was shown ${coordinate}` };
    if (access === 'mask' && values.some((one) => !String(one).includes('•'))) yield { invariant: 'forbidden', what: `${by} was shown ${coordinate} whole` };
    if (coordinate === 'Customer.territory' && asked.territory !== undefined && values.some((one) => one !== asked.territory)) yield { invariant: 'outOfScope', what: `${by} was shown a customer of another territory` };
    if (!persons || access !== 'allow') continue;
    const isTheirs = REFS.test(coordinate)
      ? (one: string) => { const owner = oracle.ownerOf(one); return owner === undefined || persons.has(owner); }
      : PERSONAL.has(coordinate) ? (one: string) => { const all = oracle.carriersOf(one); return all === undefined || [...all].some((person) => persons.has(person)); } : null;
    if (isTheirs && values.some((one) => !isTheirs(String(one)))) yield { invariant: 'stranger', what: `${by} was shown ${coordinate} of somebody else` };
  }
}

function* unanswered({ asked }: History, withinMs: number): Generator<Violation> {
  for (const one of asked) {
    const by = `${one.role} by ${one.name}`;
    if (one.status === null) yield { invariant: 'unanswered', what: `${by}: ${one.failure ?? 'no answer'}` };
    else if (one.tookMs > withinMs) yield { invariant: 'unanswered', what: `${by}: after ${Math.round(one.tookMs)} ms` };
    else if (one.status !== 200 && one.codes.length === 0) yield { invariant: 'unanswered', what: `${by}: HTTP ${one.status} without a code` };
    for (const code of one.codes) if (code === 'INTERNAL' || !(ERROR_CODES as readonly string[]).includes(code)) yield { invariant: 'unanswered', what: `${by}: ${code}` };
  }
}

/** What a heap may grow from the first third of a run to the last: caches fill, and collections are not exact. */
const GROWS_AT_MOST = { share: 0.15, bytes: 12 * 1_048_576 };

function* memory({ heap, durationMs }: History): Generator<Violation> {
  const least = (from: number, until: number): number => Math.min(...heap.filter(({ atMs }) => atMs >= from * durationMs && atMs < until * durationMs).map(({ usedBytes }) => usedBytes));
  const [first, last] = [least(0, 1 / 3), least(2 / 3, Infinity)];
  if (!Number.isFinite(first) || !Number.isFinite(last)) yield { invariant: 'memory', what: 'was not measured in the first and the last third' };
  else if (last > first * (1 + GROWS_AT_MOST.share) + GROWS_AT_MOST.bytes) yield { invariant: 'memory', what: `grew from ${Math.round(first / 1e6)} to ${Math.round(last / 1e6)} MB` };
}

/** A note that was confirmed stands once; one that was not stands once or not at all; each with whom it was written for. */
function* effects({ asked, notes }: History): Generator<Violation> {
  const found = new Map(notes.map((note) => [note.note, note]));
  for (const { note, times } of notes) if (times > 1) yield { invariant: 'effect', what: `${note} stands ${times} times` };
  for (const one of asked) {
    if (one.note === undefined) continue;
    const stands = found.get(one.note);
    const isConfirmed = one.status === 200 && one.codes.length === 0;
    if (isConfirmed && !stands) yield { invariant: 'effect', what: `${one.note} was confirmed and does not stand` };
    if (stands && stands.customerId !== one.customerId) yield { invariant: 'effect', what: `${one.note} stands with somebody else` };
  }
}

/** Everything that must not be; empty where all invariants held. */
export function violationsOf(history: History, parts: CheckParts): Violation[] {
  return [
    ...history.asked.flatMap((asked) => [...ofAnswer(asked, parts)]),
    ...unanswered(history, parts.answeredWithinMs),
    ...history.uncaught.map((name): Violation => ({ invariant: 'uncaught', what: name })),
    ...memory(history),
    ...effects(history),
  ];
}
