/** One fault of one source, played to a query that needs all four: what the client gets, when, and what is left behind. */
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultServer } from '../../support/faults/faultServer.ts';
import type { Fault } from '../../support/faults/types.ts';
import { DEADLINE_MS, type Mode, type Stack, type StackAnswer } from './stack.ts';

export const ADA = 'ada@example.com';

/** Something of every system: tax id, account and orders of the ERP, loyalty id and orders of the shop, tickets of the desk, touches and lists of the newsletter. */
export const wholeCustomer = (email: string): string => `{
  customerBy(key: { email: "${email}" }) {
    name { full }
    taxIds { value }
    loyaltyIds
    account
    orders(first: 2) { edges { node { number total { amount } views { system number } } } }
    tickets(first: 1) { edges { node { subject status } } }
    touches(first: 1) { edges { node { action campaign } } }
    subscriptions { topic status }
    sources { system status reason fetchedAt }
  }
}`;

/** Somebody else, whose records the source gives in place of those asked for. */
const STRANGER = 'blaise@example.com';
/** Beyond any time for which a source is left alone by the gateway's clock. */
const LONG_MS = 60_000;
const RECOVERS_WITHIN_MS = 10_000;
const IDLE_WITHIN_MS = 1_000;
/** As long as an answer may take beyond its deadline on a busy machine. */
export const SLACK_MS = 300;
/** Answers that are asked for while a fault lasts. */
const ASKED = 3;

interface SourceState {
  system: string;
  status: string;
  reason: string | null;
  fetchedAt: string | null;
}

export const sourcesOf = ({ body }: StackAnswer): SourceState[] => (body.data?.['customerBy'] as { sources?: SourceState[] } | null | undefined)?.sources ?? [];

const isWhole = (answer: StackAnswer): boolean => !answer.body.errors && sourcesOf(answer).every(({ status }) => status === 'OK');

/** Asks until everything is there, at most for some seconds. Answers how often it asked. */
async function askUntilWhole(stack: Stack, mode: Mode, email = ADA): Promise<number> {
  const until = performance.now() + RECOVERS_WITHIN_MS;
  for (let asked = 1; ; asked += 1) {
    const answer = await stack.ask(mode, wholeCustomer(email));
    if (isWhole(answer)) return asked;
    if (performance.now() > until) throw new Error(`The sources do not answer again: ${answer.text}`);
    await wait(50);
  }
}

/** Times are told as what they say: `intake` (last known) or `now`; errors are in the order of their paths, since they come as their sources fail. */
function withoutTimes({ body }: StackAnswer, stack: Stack, beganMs: number): unknown {
  const told = structuredClone(body);
  for (const source of sourcesOf({ body: told } as StackAnswer)) {
    if (source.fetchedAt === null) continue;
    const atMs = Date.parse(source.fetchedAt);
    source.fetchedAt = atMs <= stack.takenInAtMs ? 'intake' : atMs >= beganMs ? 'now' : source.fetchedAt;
  }
  return told.errors ? { ...told, errors: [...told.errors].sort((a, b) => (String(a.path) < String(b.path) ? -1 : 1)) } : told;
}

export interface Played {
  first: StackAnswer;
  /** The first answer with its times told in words. */
  body: unknown;
  answers: StackAnswer[];
  /** Calls that reached the source for the first answer. */
  calls: number;
  /** Calls still open a moment after the last answer, and those that came after it. */
  left: { open: number; later: number };
  /** Bytes of payload that the source got rid of, and connections that it kept. */
  bytes: number;
  /** Asked after the fault until everything was there again. */
  recoveredAfter: number;
}

/** Resolves when no call is open, or when that takes too long. */
async function untilIdle(server: FaultServer): Promise<void> {
  const left = new AbortController();
  await Promise.race([server.idle(), wait(IDLE_WITHIN_MS, undefined, { signal: left.signal }).catch(() => undefined)]);
  left.abort();
}

/** Plays the fault to a source that has been well, asks, and lets it be well again. */
export async function playFault(stack: Stack, mode: Mode, server: FaultServer, fault: Fault): Promise<Played> {
  stack.skip(LONG_MS);
  server.keepAnswers(true);
  await askUntilWhole(stack, mode, STRANGER);
  server.keepAnswers(false);
  await askUntilWhole(stack, mode);
  await server.play(fault);
  server.reset();
  const beganMs = Date.now();
  const first = await stack.ask(mode, wholeCustomer(ADA));
  const calls = server.counts.calls;
  const answers = [first];
  while (answers.length < ASKED) answers.push(await stack.ask(mode, wholeCustomer(ADA)));
  await untilIdle(server);
  const open = server.open();
  const after = server.counts.calls;
  // Nothing tells that nothing comes any more.
  await wait(100);
  const { calls: later, bytes } = server.counts;
  await server.heal();
  stack.skip(LONG_MS);
  const recoveredAfter = await askUntilWhole(stack, mode);
  return { first, body: withoutTimes(first, stack, beganMs), answers, calls, left: { open, later: later - after }, bytes, recoveredAfter };
}

export const LATEST_MS = DEADLINE_MS + SLACK_MS;
