/** What activating a version of the parameters would join and split, reckoned from all records at once. Moves nothing. */
import type { CustomerDocument, DryRun } from '../../datasources/mongo/documents.ts';
import type { Store } from '../../datasources/mongo/store.ts';
import { rootOf } from '../../domain/customerIndex/union.ts';
import { GatewayError } from '../../domain/errors.ts';
import type { BatchInput, BatchPartition } from '../../domain/identity/batch.ts';
import { partitionAll } from '../../domain/identity/batch.ts';
import { comparePartitions } from '../../domain/identity/compare.ts';
import type { Decision } from '../../domain/identity/decisions.ts';
import type { PartyRecord } from '../../domain/records.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { isPinRef } from '../../domain/statedParty.ts';
import type { ApplyDeps } from '../applyDeps.ts';
import { refuse } from '../decisions/refuse.ts';
import { decisionOf } from '../loadComponent.ts';
import type { ParametersHolder } from './activeParameters.ts';
import { liveParties } from './trainParameters.ts';

/** All of them are in memory at once, in the thread that reckons. */
export const MOST_RECORDS = 200_000;
const READ_AT_ONCE = 1_000;

/** Cuts all records, which come page by page, into customers; in another thread where there is one, since it takes seconds. */
export type Reckon = (pages: AsyncIterable<readonly PartyRecord[]>, input: Omit<BatchInput, 'records'>) => Promise<BatchPartition>;

const inThisThread: Reckon = async (pages, input) => {
  const records: PartyRecord[] = [];
  for await (const page of pages) records.push(...page);
  return partitionAll({ ...input, records });
};

/** Where each record stands: all that lead to one customer, for staff. */
async function storedPartition(customerOf: ReadonlyMap<SourceRef, string>, { customers }: Pick<Store, 'customers'>): Promise<Map<SourceRef, string>> {
  const known = new Map<string, CustomerDocument>();
  for (let wanted = [...new Set(customerOf.values())]; wanted.length > 0; ) {
    const found: CustomerDocument[] = [];
    for (let from = 0; from < wanted.length; from += READ_AT_ONCE) found.push(...(await customers.byIds(wanted.slice(from, from + READ_AT_ONCE))).values());
    for (const customer of found) known.set(customer._id, customer);
    wanted = [...new Set(found.flatMap(({ mergedInto }) => mergedInto?.customerId ?? []))].filter((id) => !known.has(id));
  }
  return new Map([...customerOf].map(([ref, id]) => [ref, rootOf(id, known, false)]));
}

async function allDecisions({ decisions }: Pick<Store, 'decisions'>): Promise<Decision[]> {
  const all: Decision[] = [];
  for (let after: string | null = null; ; ) {
    const page = await decisions.all(after, READ_AT_ONCE);
    if (page.length === 0) return all;
    all.push(...page.map(decisionOf));
    after = page.at(-1)!._id;
  }
}

async function reckonAll(version: number, deps: ApplyDeps, parameters: ParametersHolder, reckon: Reckon): Promise<DryRun> {
  const { store } = deps;
  const [wanted, active] = await Promise.all([parameters.version(version), parameters.current()]);
  if (!wanted || version === 0) refuse('version', 'names no version of the parameters');
  if ((await store.parties.countLive()) > MOST_RECORDS) {
    throw new GatewayError('BAD_USER_INPUT', `There are more than ${MOST_RECORDS} records: a dry run of so many is not made here. Make it on a copy of the store that holds fewer.`, { argument: 'version' });
  }
  const customerOf = new Map<SourceRef, string>();
  let count = 0;
  async function* records(): AsyncGenerator<PartyRecord[]> {
    for await (const page of liveParties(store)) {
      // A pin moves nobody, and follows whomever it is tied to.
      const own = page.filter(({ _id, record }) => record && !isPinRef(_id));
      for (const { _id, link } of own) if (link) customerOf.set(_id, link.customerId);
      count += own.length;
      yield own.map(({ record }) => record!);
    }
  }
  const decisions = await allDecisions(store);
  const { unions } = await reckon(records(), { config: wanted.config, model: wanted.model ?? undefined, decisions });
  const changes = comparePartitions(await storedPartition(customerOf, store), unions);
  return { at: new Date(deps.now()), against: active.version, records: count, ...changes };
}

/** What is being reckoned by this process: who asks for the same meanwhile waits for it. */
const underWay = new WeakMap<ParametersHolder, Map<number, Promise<DryRun>>>();

/**
 * Reckons and stores it with the version. Throws BAD_USER_INPUT where there is no such version or there are too many records,
 * STORE_UNAVAILABLE.
 */
export function dryRun(version: number, deps: ApplyDeps, reckon: Reckon = inThisThread): Promise<DryRun> {
  const { parameters, store } = deps;
  if (!parameters) throw new Error('dryRun needs the holder of the parameters');
  const running = underWay.get(parameters) ?? new Map<number, Promise<DryRun>>();
  underWay.set(parameters, running);
  let run = running.get(version);
  if (!run) {
    run = reckonAll(version, deps, parameters, reckon)
      .then(async (result) => {
        await store.parameters.setDryRun(version, result);
        return result;
      })
      .finally(() => running.delete(version));
    running.set(version, run);
  }
  return run;
}
