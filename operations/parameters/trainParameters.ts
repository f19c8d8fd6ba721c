import type { PartyDocument } from '../../datasources/mongo/documents.ts';
import type { MatchingModel } from '../../domain/matching/model.ts';
import type { PartyRecord } from '../../domain/records.ts';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { isPinRef } from '../../domain/statedParty.ts';
import type { ApplyDeps } from '../applyDeps.ts';
import { ACTIVE_MARK, rulesHashOf, type ParametersHolder } from './activeParameters.ts';
import { FOLLOWED_MARK } from './followParameters.ts';
import { inThisThread } from './learn.ts';

/** With fewer records there is nothing to learn from: rules alone hold until there are as many. */
export const LEAST_RECORDS = 500;
/** Parameters are learned from at most so many records, spread evenly over all. */
export const MOST_RECORDS = 200_000;
const READ_AT_ONCE = 2_000;
/** Versions looked back at for the next free number. */
const ATTEMPTS = 5;

/** Records of which none has a customer where the store has placed nobody yet. */
const LOOKED_AT = 50;

/** All live records, page by page. */
export async function* liveParties({ parties }: ApplyDeps['store']): AsyncGenerator<PartyDocument[]> {
  for (let after: SourceRef | null = null; ; ) {
    const page = await parties.live(after, READ_AT_ONCE);
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)!._id;
  }
}

/** Every so many-th live record that is no steward's pin. */
async function* sampled({ store }: ApplyDeps, every: number): AsyncGenerator<PartyRecord[]> {
  let position = 0;
  for await (const page of liveParties(store)) {
    yield page.flatMap(({ _id, record }) => (position++ % every === 0 && record && !isPinRef(_id) ? [record] : []));
  }
}

/** Learns from the stored records, without labels. Null where there are too few. */
async function learn(deps: ApplyDeps, { rules, learn: learnBy = inThisThread }: ParametersHolder): Promise<MatchingModel | null> {
  const count = await deps.store.parties.countLive();
  if (count < LEAST_RECORDS) return null;
  const standsFor = Math.ceil(count / MOST_RECORDS);
  return learnBy(sampled(deps, standsFor), { config: rules, standsFor });
}

/**
 * Stores a new version: the configured rules, and a model learned from what is stored. It changes nothing until it is
 * activated. Gives its number.
 */
export async function trainParameters(deps: ApplyDeps, trainedBy: string): Promise<number> {
  const { store, parameters } = deps;
  if (!parameters) throw new Error('trainParameters needs the holder of the parameters');
  const rules = parameters.configured;
  const model = await learn(deps, parameters);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const [newest] = await store.parameters.newest(1);
    const version = (newest?._id ?? 0) + 1;
    const isAdded = await store.parameters.add({
      _id: version, rules, rulesHash: rulesHashOf(rules), model, trainedAt: new Date(deps.now()), trainedBy,
      activatedAt: null, activatedBy: null, reason: null, dryRun: null,
    });
    if (isAdded) return version;
  }
  throw new Error('Other processes keep storing parameters.');
}

/**
 * An empty store's first version activates itself, once enough records are there and before any is placed: there is no
 * link yet that it could move. Says whether it did. Of
 * several processes that come at once the first one's version stands.
 */
export async function trainFirstParameters(deps: ApplyDeps): Promise<boolean> {
  const { store, parameters } = deps;
  if (!parameters || (await store.marks.get(ACTIVE_MARK)) !== null) return false;
  if ((await store.parties.live(null, LOOKED_AT)).some(({ link }) => link) || (await store.parties.countLive()) < LEAST_RECORDS) return false;
  const [newest] = await store.parameters.newest(1);
  const version = newest?._id ?? (await trainParameters(deps, 'gateway'));
  await store.parameters.setActivated(version, new Date(deps.now()), 'gateway', null);
  // Nothing is placed by another one.
  await store.marks.put(FOLLOWED_MARK, String(version));
  await store.marks.put(ACTIVE_MARK, String(version));
  await parameters.current();
  return true;
}
