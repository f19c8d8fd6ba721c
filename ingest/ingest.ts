/**
 * Taking in what the systems say: changed-since pulls write refs into the inbox, workers fetch each record and apply it.
 * Everything is written down before it is relied on, so a kill at any point loses nothing, and several processes may do
 * this at once.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ArchiveError } from '../datasources/archive.ts';
import type { ConnectedSource } from '../datasources/systems/connect.ts';
import { GatewayError } from '../domain/errors.ts';
import type { RecordType } from '../domain/sourceRef.ts';
import { GATEWAY_SYSTEM } from '../domain/statedParty.ts';
import type { ApplyDeps } from '../operations/applyDeps.ts';
import { archiveEvents } from '../operations/archiveEvents.ts';
import { settleDecisions } from '../operations/decisions/settleDecisions.ts';
import { erasedAmong } from '../operations/erased.ts';
import { purgeArchive } from '../operations/purgeArchive.ts';
import { finishErasures } from '../operations/eraseRecords.ts';
import { expirePins } from '../operations/expirePins.ts';
import { followReconciliation } from '../operations/followReconciliation.ts';
import { followRowScopes } from '../operations/followRowScopes.ts';
import { followSurvivorship } from '../operations/followSurvivorship.ts';
import { rulesHashOf } from '../operations/parameters/activeParameters.ts';
import { followParameters } from '../operations/parameters/followParameters.ts';
import { trainFirstParameters } from '../operations/parameters/trainParameters.ts';
import { MEASURE_EVERY_MS, measureIdentity } from '../operations/measureIdentity.ts';
import { settleBacklog } from '../operations/settleBacklog.ts';
import { sweepDiscrepancies } from '../operations/sweepDiscrepancies.ts';
import { applyRefsNow } from './applyNow.ts';
import { createFirstIntake } from './firstIntake.ts';
import { forCallers } from './forCallers.ts';
import { withGrace } from './grace.ts';
import { createPulse } from './pulse.ts';
import { createProgress } from './progress.ts';
import { createPuller } from './puller.ts';
import type { Ingest, IngestOptions, RoundOptions, RoundResult } from './types.ts';
import { createWake } from './wake.ts';
import { whileLeased } from './whileLeased.ts';
import { createWorker, placeOf, type Depth } from './worker.ts';

const INTERVAL_MS = 30_000;
const BATCH_SIZE = 500;
const LEASE_MS = 60_000;
/** While one batch of a type is applied, the next one is fetched. */
const LANES = 2;
const LARGE_ROUND = 1_000;
/** Of working off what waits, before what it led to is followed up: events name parties that nobody had pulled, and those events in turn. */
const MOST_TURNS = 4;
/** Between two looks at what is past its retention: days are what that is told in. */
const ARCHIVE_EVERY_MS = 3_600_000;
/** Between two looks at a pull that goes on. */
const LOOK_MS = 100;
/** Between two tries to make room in an inbox that is full of what its source does not give. */
const RETRY_ROOM_MS = 250;

/** Whether it has come to its end, well or badly, within so long. */
const isSettledWithin = (work: Promise<unknown>, ms: number): Promise<boolean> => {
  const timer = new AbortController();
  const ended = work.then(() => true, () => true).finally(() => timer.abort());
  return Promise.race([ended, wait(ms, false, { signal: timer.signal }).catch(() => true)]);
};

const isPartyType = (type: RecordType): boolean => type === 'party';

/** The rules are those of the active parameters, as last read, wherever they are asked for. */
function byActiveRules(deps: ApplyDeps): ApplyDeps {
  const { parameters } = deps;
  return parameters ? Object.defineProperty({ ...deps }, 'identity', { get: () => parameters.known().config, enumerable: true }) : deps;
}

/** One per process. Nothing happens before `runOnce`, `applyNow` or `start`. */
export function createIngest(options: IngestOptions): Ingest {
  const { store, sources, logger, now, largeRound = LARGE_ROUND, batchSize = BATCH_SIZE, leaseMs = LEASE_MS, owner = randomUUID() } = options;
  const { pulls = true, works = true, graceMs = 0 } = options;
  const deps = byActiveRules({ ...options.apply, store, now });
  const worker = createWorker(options, deps);
  const work: typeof worker = (batch, ...rest) => whileLeased(store.inbox, batch, leaseMs, () => worker(batch, ...rest));
  const workForCallers = forCallers(work);
  const progress = createProgress(options.onProgress);
  const never = new AbortController().signal;
  const firstIntake = createFirstIntake(store);
  let configurationFollowed = false;
  let toldOf = 0;
  let measureAtMs = 0;
  let archiveAtMs = 0;

  const puller = createPuller({
    store, sources, owner, leaseMs, now, logger,
    intervalMs: options.intervalMs ?? INTERVAL_MS,
    onPage: (system, type, count) => progress.expect(system, type, count),
    erased: (refs) => erasedAmong(deps, refs),
  });

  /** Pulls these types of a source; where more waits than may, it is worked off meanwhile. */
  async function pullSource(source: ConnectedSource, types: readonly RecordType[], signal: AbortSignal, sweeps: boolean, result: RoundResult): Promise<void> {
    if (!pulls) return;
    const { system } = source;
    const outcome = await puller.once(source, {
      types,
      signal,
      sweeps,
      onPage: (count) => (result.signalled += count),
      async makeRoom(held) {
        const before = result.applied;
        const dueBy = await store.inbox.now();
        for (const type of source.definition.types) await drain(system, type, held, result, 'values', dueBy);
        // A source that cannot be read now is tried again when its refs are due.
        if (result.applied === before) await wait(RETRY_ROOM_MS, undefined, { signal: held }).catch(() => undefined);
      },
    });
    if (outcome === 'failed' && !result.failed.includes(system)) result.failed.push(system);
    if (outcome === 'elsewhere' && !result.elsewhere.includes(system)) result.elsewhere.push(system);
  }

  /** Works off what was due of one type at `dueBy`; ends when nothing is, or when the source fails. Resolves to how much it took in hand. */
  async function drain(system: string, type: RecordType, signal: AbortSignal, result: RoundResult, depth: Depth, dueBy: Date): Promise<number> {
    if (!works) return 0;
    let taken = 0;
    const inHand = withGrace(signal, graceMs);
    const lane = async (): Promise<void> => {
      while (!signal.aborted) {
        const batch = await store.inbox.lease(owner, system, type, batchSize, leaseMs, dueBy);
        if (batch.length === 0) return;
        taken += batch.length;
        const { applied, failures } = await work(batch, inHand, depth);
        result.applied += applied;
        progress.advance(system, type, applied);
        if (failures.size > 0 && !result.failed.includes(system)) result.failed.push(system);
        if (failures.size > 0 && applied === 0) return;
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    return taken;
  }

  /**
   * Parties of all systems before events: an event of a known party needs no second look. What becomes due meanwhile takes
   * its turn after what was due before: else events would wait for as long as parties go on changing.
   */
  async function drainAll(types: readonly (readonly [string, RecordType])[], signal: AbortSignal, result: RoundResult, depth: Depth = 'whole'): Promise<void> {
    if (!works) return;
    for (let turn = 0; turn < MOST_TURNS && !signal.aborted; turn += 1) {
      const dueBy = await store.inbox.now();
      // What is left of a source that failed is left to the next round.
      const asked = turn === 0 ? types : types.filter(([system]) => !result.failed.includes(system));
      const drainOf = async (wanted: (type: RecordType) => boolean) => {
        const taken = await Promise.all(asked.filter(([, type]) => wanted(type)).map(([system, type]) => drain(system, type, signal, result, depth, dueBy)));
        return taken.reduce((sum, count) => sum + count, 0);
      };
      if ((await drainOf(isPartyType)) + (await drainOf((type) => !isPartyType(type))) === 0) return;
    }
  }

  /** `only`: of this system, beside the gateway's own. */
  function allTypes(only?: string): (readonly [string, RecordType])[] {
    const own = [[GATEWAY_SYSTEM, 'party'], [GATEWAY_SYSTEM, 'interaction']] as const;
    const asked = [...sources.values()].filter(({ system }) => only === undefined || system === only);
    return [...own, ...asked.flatMap(({ system, definition }) => definition.types.map((type) => [system, type] as const))];
  }

  async function followConfiguration(): Promise<void> {
    if (configurationFollowed) return;
    if (await followRowScopes(store, deps.rowScopes)) logger.warn({}, 'Row scopes are configured otherwise than before: they are derived anew.');
    if (await followSurvivorship(store, deps.survivorship)) logger.warn({}, 'Golden names are configured otherwise than before: the index is derived anew.');
    if (await followReconciliation(store, deps.reconciliation)) logger.warn({}, 'Reconciliation is configured otherwise than before: orders are reconciled anew.');
    configurationFollowed = true;
  }

  async function runOnce(signal: AbortSignal = never, { only, sweeps = true }: RoundOptions = {}): Promise<RoundResult> {
    const result: RoundResult = { signalled: 0, applied: 0, failed: [], elsewhere: [] };
    await followConfiguration();
    const asked = [...sources.values()].filter(({ system }) => only === undefined || system === only);
    const pullAll = (wanted: (type: RecordType) => boolean) =>
      Promise.all(asked.map((source) => pullSource(source, source.definition.types.filter(wanted), signal, sweeps, result)));
    const named = pullAll(isPartyType);
    // Systems are asked while records are taken in: for their events, and for their parties too where there are many.
    await untilLarge(named, result);
    const depth = await depthOf(result);
    const events = named.then(() => pullAll((type) => !isPartyType(type)));
    const parties = drainUntil(named, allTypes(only).filter(([, type]) => isPartyType(type)), signal, result, depth);
    await Promise.all([events, parties]);
    if (works) await workOff(signal, result, depth, only);
    else if (only === undefined) await firstIntake.end();
    return result;
  }

  /** Until this round is known to be a large one, or has named everybody. */
  async function untilLarge(named: Promise<unknown>, result: RoundResult): Promise<void> {
    for (let isOver = false; !isOver && result.signalled <= largeRound; ) isOver = await isSettledWithin(named, LOOK_MS);
  }

  /** Works off what comes until all has come. */
  async function drainUntil(named: Promise<unknown>, types: readonly (readonly [string, RecordType])[], signal: AbortSignal, result: RoundResult, depth: Depth): Promise<void> {
    for (let isOver = false; !isOver && !signal.aborted; ) {
      isOver = await isSettledWithin(named, LOOK_MS);
      await drainAll(types, signal, result, depth);
    }
  }

  /** Works off what waits, and follows up all that has been written. */
  async function workOff(signal: AbortSignal, result: RoundResult, depth: Depth, only?: string): Promise<void> {
    // All parties are in after their pull, and of a large round nobody is placed yet: events are taken in while it is learned from them.
    const learned = depth === 'values' && pulls && only === undefined ? readyParameters() : undefined;
    await Promise.all([drainAll(allTypes(only), signal, result, depth), learned]);
    if (!signal.aborted) {
      for (const [system, type] of allTypes(only)) if (!result.failed.includes(system)) progress.finish(system, type);
    }
    if (!pulls && (await firstIntake.isUnderWay())) return;
    await expirePins(deps, signal);
    // Always: a process that was killed may have left some behind.
    if (depth === 'values') progress.expect(GATEWAY_SYSTEM, 'party', result.applied);
    await readyParameters();
    await firstIntake.end();
    await settleBacklog(
      deps,
      signal,
      (count) => progress.advance(GATEWAY_SYSTEM, 'party', count),
      (ref, error) => logger.warn({ ref, ...placeOf(error) }, 'A change could not be followed up and will be tried again.'),
    );
    await finishErased(signal);
    await finishDecisions(signal);
    await sweepDiscrepancies(deps, signal);
    await archiveInTime(signal);
  }

  /** What comes again and again beside the pulls, which go by clocks of their own. */
  async function followRound(signal: AbortSignal): Promise<void> {
    if (!works) return;
    await followConfiguration();
    const result: RoundResult = { signalled: 0, applied: 0, failed: [], elsewhere: [] };
    await workOff(signal, result, await depthOf(result));
    await measureInTime(signal);
  }

  const finishErased = async (signal: AbortSignal) => {
    const refs = await finishErasures(deps, signal, (error) => logger.warn(placeOf(error), 'An erasure could not be finished and will be tried again.'));
    if (refs.length > 0) await options.reader.invalidate(refs);
  };

  /** What others have put into the inbox counts as well: a worker that does not pull finds whole intakes there. */
  async function depthOf({ signalled }: RoundResult): Promise<Depth> {
    if (!works || signalled > largeRound) return 'values';
    if (pulls) return 'whole';
    const waiting = (await store.inbox.waiting()).reduce((sum, { count }) => sum + count, 0);
    return waiting > largeRound || (await firstIntake.isUnderWay()) ? 'values' : 'whole';
  }

  const finishDecisions = (signal: AbortSignal) =>
    settleDecisions(deps, signal, (decision, error) => logger.warn({ decision, ...placeOf(error) }, 'A decision could not be finished and will be tried again.'));

  /** A first intake learns from its records before any of them is placed; rules that are configured since are told, not followed. */
  async function readyParameters(): Promise<void> {
    const { parameters } = deps;
    if (!parameters) return;
    if (await trainFirstParameters(deps)) logger.info({ version: parameters.known().version }, 'Identity has learned its first parameters.');
    if (await followParameters(store)) logger.warn({}, 'New parameters of identity were activated by a process that died: records are placed anew by them.');
    const { version, rulesHash } = await parameters.current();
    if (version === toldOf || version === 0 || rulesHash === rulesHashOf(parameters.configured)) return;
    toldOf = version;
    logger.warn({ version }, 'Identity rules are configured otherwise than those that hold: train new parameters, look at their dry run and activate them.');
  }

  /** Not within a round: nobody waits for these figures, and the first answer waits for the first round. */
  async function measureInTime(signal: AbortSignal): Promise<void> {
    if (now() < measureAtMs) return;
    await measureIdentity({ store, now }, signal);
    measureAtMs = now() + MEASURE_EVERY_MS;
  }

  /** An archive that cannot be written holds up nothing else; what it would have taken stays in the store. */
  async function archiveInTime(signal: AbortSignal): Promise<void> {
    if (!options.archive || !deps.retention || now() < archiveAtMs) return;
    archiveAtMs = now() + ARCHIVE_EVERY_MS;
    try {
      const erased = await purgeArchive(deps, options.archive);
      if (erased > 0) logger.info({ count: erased }, 'Events of who was erased were taken out of the archive.');
      const { refs, more } = await archiveEvents(deps, options.archive, signal);
      if (more) archiveAtMs = 0;
      if (refs.length === 0) return;
      await options.reader.invalidate(refs);
      logger.info({ count: refs.length }, 'Events past their retention were archived and removed.');
    } catch (error) {
      if (error instanceof GatewayError) {
        archiveAtMs = 0;
        throw error;
      }
      logger.warn(error instanceof ArchiveError ? { error: error.message } : placeOf(error), 'Events past their retention could not be archived; it is tried again in an hour.');
    }
  }

  async function drainWaiting(signal: AbortSignal): Promise<void> {
    if (!works) return;
    await measureInTime(signal);
    await finishErased(signal);
    await finishDecisions(signal);
    const depth: Depth = (await firstIntake.isUnderWay()) ? 'values' : 'whole';
    const waiting = await store.inbox.waiting();
    const types = waiting.map(({ system, type }) => [system, type] as const);
    if (types.length > 0) await drainAll(types, signal, { signalled: 0, applied: 0, failed: [], elsewhere: [] }, depth);
  }

  const wake = createWake(drainWaiting, (error) => logger.warn(placeOf(error), 'The inbox could not be worked off and will be looked at again.'));
  const pulse = createPulse({ round: followRound, between: drainWaiting, intervalMs: options.intervalMs ?? INTERVAL_MS, logger });
  return {
    runOnce,
    applyNow: (refs, signal) => applyRefsNow({ store, work: workForCallers, owner, leaseMs }, refs, signal),
    start(begin = 'withRound') {
      if (pulls) puller.start(begin);
      pulse.start(begin);
    },
    wake: () => wake.wake(),
    async stop() {
      await Promise.all([puller.stop(), wake.stop(), pulse.stop()]);
    },
  };
}
