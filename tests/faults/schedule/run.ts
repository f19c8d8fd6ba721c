/** Plays a schedule: faults, changes and load at once, and a history of it. */
import { setFlagsFromString } from 'node:v8';
import { setTimeout as wait } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import { createRandom } from '../../../bench/random.ts';
import { KINDS } from '../../../bench/latency/kinds.ts';
import { signSampleToken } from '../../../gateway/auth/sampleKeys.ts';
import { SCOPES } from '../../../domain/principal.ts';
import { connect, type Gateway } from '../../../examples/clients/graphql.ts';
import type { FaultServer } from '../../support/faults/faultServer.ts';
import type { System } from '../../support/faults/types.ts';
import type { ScheduleDeployment } from './deployment.ts';
import type { Asked, FoundNote, HeapSample } from './history.ts';
import { runLoad } from './load.ts';
import type { Oracle } from './oracle.ts';
import type { PlannedFault } from './plan.ts';

const CUSTOMERS = 40;
const CHANGE_EVERY_MS = 1_500;
const MEASURE_EVERY_MS = 5_000;
const SETTLES_WITHIN_MS = 30_000;
/** Events that are made, of which no link hangs on a value. */
const CHANGES = KINDS.filter(({ name }) => ['Tryton sale made', 'RT ticket created', 'Vendure order paid'].includes(name));

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

export interface Subjects {
  ids: string[];
  territory: string;
  /** By customer id, as all of it stood while all was well. */
  persons: ReadonlyMap<string, ReadonlySet<string>>;
}

interface Known {
  customers: { edges: { node: { id: string; territory: string | null; identities: { ref: string }[]; orders: Events; tickets: Events } | null }[] };
}
interface Events { edges: { node: { refs: string[] } | null }[] }

/** The customers that are asked for, and who they are by their records and events. */
export async function findSubjects(gateway: Gateway, oracle: Oracle): Promise<Subjects> {
  const { data } = await gateway.ask<Known>(`{ customers(first: ${CUSTOMERS}) { edges { node { id territory identities { ref } orders(first: 30) { edges { node { refs } } } tickets(first: 20) { edges { node { refs } } } } } } }`);
  const known = (data?.customers.edges ?? []).flatMap(({ node }) => node ?? []);
  const persons = new Map(
    known.map(({ id, identities, orders, tickets }) => {
      const events = [...orders.edges, ...tickets.edges].flatMap(({ node }) => node?.refs ?? []);
      return [id, new Set([...identities.map(({ ref }) => ref), ...events].flatMap((ref) => oracle.ownerOf(ref) ?? []))];
    }),
  );
  const territory = known.find((one) => one.territory !== null)?.territory;
  if (territory == null) throw new Error('No customer has a territory.');
  return { ids: known.map(({ id }) => id), territory, persons };
}

/** Changes in the systems themselves, past the faults: ingest hears of them when it can. */
async function makeChanges({ company, systems }: ScheduleDeployment, seed: number, signal: AbortSignal): Promise<number> {
  const random = createRandom(seed + 17);
  const idsOf: Readonly<Record<string, readonly string[]>> = {
    'tryton:party:': company.erpParties.map(({ id }) => String(id)),
    'rt:user:': company.deskUsers.map(({ name }) => name),
    'vendure:customer:': company.shopCustomers.filter(({ registered }) => registered).map(({ id }) => String(id)),
  };
  let made = 0;
  while (!signal.aborted) {
    const kind = random.pick(CHANGES);
    await kind.make(systems, random.pick(idsOf[kind.truth]!), random);
    made += 1;
    await wait(CHANGE_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return made;
}

async function playFaults(servers: Readonly<Record<System, FaultServer>>, planned: readonly PlannedFault[], elapsedMs: () => number): Promise<void> {
  const until = (atMs: number): Promise<void> => wait(Math.max(0, atMs - elapsedMs()));
  await Promise.all(
    Object.values(servers).map(async (server) => {
      server.keepAnswers(true);
      for (const { kind, fromMs, untilMs } of planned.filter(({ system }) => system === server.system)) {
        await until(fromMs);
        await server.play({ kind });
        await until(untilMs);
        await server.heal();
      }
    }),
  );
}

async function measureHeap(elapsedMs: () => number, signal: AbortSignal): Promise<HeapSample[]> {
  const samples: HeapSample[] = [];
  while (!signal.aborted) {
    await wait(MEASURE_EVERY_MS, undefined, { signal }).catch(() => undefined);
    collect();
    samples.push({ atMs: elapsedMs(), usedBytes: process.memoryUsage().heapUsed });
  }
  return samples;
}

interface NotesPage {
  customer: { interactions: { edges: { node: { subject?: string } | null }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } | null } | null;
}

/** All notes of these customers. */
async function notesOf(gateway: Gateway, ids: readonly string[]): Promise<FoundNote[]> {
  const notes: FoundNote[] = [];
  for (const id of ids) {
    const times = new Map<string, number>();
    for (let after: string | null | undefined = undefined; after !== null; ) {
      const query = 'query($id: ID!, $after: String) { customer(id: $id) { interactions(first: 100, after: $after) { edges { node { ... on RecordedInteraction { subject } } } pageInfo { hasNextPage endCursor } } } }';
      const { data, errors }: { data: NotesPage | null; errors: { message: string }[] } = await gateway.ask<NotesPage>(query, { id, after });
      const page: NonNullable<NotesPage['customer']>['interactions'] | undefined = data?.customer?.interactions;
      if (!page) throw new Error(`The notes cannot be read: ${errors[0]?.message ?? 'no customer'}`);
      for (const { node } of page.edges) if (node?.subject?.startsWith('note ')) times.set(node.subject, (times.get(node.subject) ?? 0) + 1);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    }
    for (const [note, count] of times) notes.push({ note, customerId: id, times: count });
  }
  return notes;
}

export interface Ran {
  heap: HeapSample[];
  notes: FoundNote[];
  changes: number;
  /** After the end of it: from there on every source was well, and this long it took until all answered again. */
  settledMs: number;
}

/** `note` takes each entry of the history. */
export async function runSchedule(deployment: ScheduleDeployment, subjects: Subjects, planned: readonly PlannedFault[], { seed, durationMs, note }: { seed: number; durationMs: number; note(asked: Asked): void }): Promise<Ran> {
  const began = performance.now();
  const elapsedMs = (): number => performance.now() - began;
  const ended = new AbortController();
  const stop = setTimeout(() => ended.abort(), durationMs);
  const { signal } = ended;
  const { url, issuer, servers } = deployment;
  try {
    const [, changes, heap] = await Promise.all([
      runLoad({ url, issuer, seed, customerIds: subjects.ids, territory: subjects.territory, elapsedMs, note, signal }),
      makeChanges(deployment, seed, signal),
      measureHeap(elapsedMs, signal),
      playFaults(servers, planned, elapsedMs),
    ]);
    const gateway = connect(url, await signSampleToken(issuer, { role: 'admin', subject: 'afterwards', scopes: SCOPES }));
    const settling = performance.now();
    for (;;) {
      const { data } = await gateway.ask<{ customer: { sources: { status: string }[] } }>('query($id: ID!) { customer(id: $id) { name { full } emails { value } sources { status } } }', { id: subjects.ids[0] });
      if (data?.customer.sources.every(({ status }) => status !== 'DOWN' && status !== 'STALE')) break;
      if (performance.now() - settling > SETTLES_WITHIN_MS) throw new Error('A source that is well again is not read.');
      await wait(200);
    }
    return { heap, changes, settledMs: performance.now() - settling, notes: await notesOf(gateway, subjects.ids) };
  } finally {
    clearTimeout(stop);
    ended.abort();
  }
}
