/**
 * Taking in what the systems say: changed-since pulls write refs into the inbox, workers fetch each record and apply it.
 * Everything is written down before it is relied on, so a kill at any point loses nothing, and several processes may do
 * this at once.
 */
import { randomUUID } from 'node:crypto';
import type { ConnectedSource } from '../datasources/systems/connect.ts';
import { GatewayError } from '../domain/errors.ts';
import type { RecordType } from '../domain/sourceRef.ts';
import { GATEWAY_SYSTEM } from '../domain/statedParty.ts';
import type { ApplyDeps } from '../operations/applyDeps.ts';
import { settleDecisions } from '../operations/decisions/settleDecisions.ts';
import { expirePins } from '../operations/expirePins.ts';
import { followRowScopes } from '../operations/followRowScopes.ts';
import { followSurvivorship } from '../operations/followSurvivorship.ts';
import { rulesHashOf } from '../operations/parameters/activeParameters.ts';
import { followParameters } from '../operations/parameters/followParameters.ts';
import { trainFirstParameters } from '../operations/parameters/trainParameters.ts';
import { measureIdentity } from '../operations/measureIdentity.ts';
import { settleBacklog } from '../operations/settleBacklog.ts';
import { applyRefsNow } from './applyNow.ts';
import { createPulse } from './pulse.ts';
import { createProgress } from './progress.ts';
import { pull } from './pull.ts';
import type { Ingest, IngestOptions, RoundResult } from './types.ts';
import { createWorker, placeOf, type Depth } from './worker.ts';

const INTERVAL_MS = 30_000;
const FULL_PULL_MS = 24 * 60 * 60 * 1_000;
const BATCH_SIZE = 500;
const LEASE_MS = 60_000;
/** While one batch of a type is applied, the next one is fetched. */
const LANES = 2;
const LARGE_ROUND = 1_000;

/** The rules are those of the active parameters, as last read, wherever they are asked for. */
function byActiveRules(deps: ApplyDeps): ApplyDeps {
  const { parameters } = deps;
  return parameters ? Object.defineProperty({ ...deps }, 'identity', { get: () => parameters.known().config, enumerable: true }) : deps;
}

/** One per process. Nothing happens before `runOnce`, `applyNow` or `start`. */
export function createIngest(options: IngestOptions): Ingest {
  const { store, sources, logger, now, fullPullMs = FULL_PULL_MS, largeRound = LARGE_ROUND, batchSize = BATCH_SIZE, leaseMs = LEASE_MS, owner = randomUUID() } = options;
  const deps = byActiveRules({ ...options.apply, store, now });
  const work = createWorker(options, deps);
  const progress = createProgress(options.onProgress);
  const never = new AbortController().signal;
  let configurationFollowed = false;
  let toldOf = 0;

  async function pullType(source: ConnectedSource, type: RecordType, signal: AbortSignal, result: RoundResult): Promise<void> {
    try {
      await pull({
        store,
        source,
        type,
        fullPullMs,
        now: now(),
        signal,
        onPage(count) {
          result.signalled += count;
          progress.expect(source.system, type, count);
        },
      });
    } catch (error) {
      if (error instanceof GatewayError) throw error;
      if (!result.failed.includes(source.system)) result.failed.push(source.system);
      logger.warn({ system: source.system, type, kind: (error as { kind?: string }).kind ?? 'defect' }, 'A pull did not come to its end and will be begun again.');
    }
  }

  /** Works off what is due of one type; ends when nothing is, or when the source fails. */
  async function drain(system: string, type: RecordType, signal: AbortSignal, result: RoundResult, depth: Depth): Promise<void> {
    const lane = async (): Promise<void> => {
      while (!signal.aborted) {
        const batch = await store.inbox.lease(owner, system, type, batchSize, leaseMs);
        if (batch.length === 0) return;
        const { applied, failed } = await work(batch, signal, depth);
        result.applied += applied;
        progress.advance(system, type, applied);
        if (failed > 0 && !result.failed.includes(system)) result.failed.push(system);
        if (failed > 0 && applied === 0) return;
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  /** Parties of all systems before events: an event of a known party needs no second look. */
  async function drainAll(types: readonly (readonly [string, RecordType])[], signal: AbortSignal, result: RoundResult, depth: Depth = 'whole'): Promise<void> {
    await Promise.all(types.filter(([, type]) => type === 'party').map(([system, type]) => drain(system, type, signal, result, depth)));
    await Promise.all(types.filter(([, type]) => type !== 'party').map(([system, type]) => drain(system, type, signal, result, depth)));
  }

  function allTypes(): (readonly [string, RecordType])[] {
    const own = [[GATEWAY_SYSTEM, 'party'], [GATEWAY_SYSTEM, 'interaction']] as const;
    return [...own, ...[...sources.values()].flatMap(({ system, definition }) => definition.types.map((type) => [system, type] as const))];
  }

  async function runOnce(signal: AbortSignal = never): Promise<RoundResult> {
    const result: RoundResult = { signalled: 0, applied: 0, failed: [] };
    if (!configurationFollowed) {
      if (await followRowScopes(store, deps.rowScopes)) logger.warn({}, 'Row scopes are configured otherwise than before: they are derived anew.');
      if (await followSurvivorship(store, deps.survivorship)) logger.warn({}, 'Golden names are configured otherwise than before: the index is derived anew.');
      configurationFollowed = true;
    }
    const isParty = (type: RecordType) => type === 'party';
    const pullAll = (wanted: (type: RecordType) => boolean) =>
      Promise.all(
        [...sources.values()].map(async (source) => {
          for (const type of source.definition.types.filter(wanted)) await pullType(source, type, signal, result);
        }),
      );
    await pullAll(isParty);
    const depth: Depth = result.signalled > largeRound ? 'values' : 'whole';
    // Systems are asked for their events while parties are taken in.
    const events = pullAll((type) => !isParty(type));
    const parties = drainAll(allTypes().filter(([, type]) => isParty(type)), signal, result, depth);
    await Promise.all([events, parties]);
    await drainAll(allTypes(), signal, result, depth);
    // Events may have named parties that nobody had pulled.
    const left = await store.inbox.waiting();
    if (left.some(({ type }) => isParty(type))) await drainAll(allTypes(), signal, result, depth);
    if (!signal.aborted) {
      for (const [system, type] of allTypes()) if (!result.failed.includes(system)) progress.finish(system, type);
    }
    await expirePins(deps, signal);
    // Always: a process that was killed may have left some behind.
    if (depth === 'values') progress.expect(GATEWAY_SYSTEM, 'party', result.applied);
    await readyParameters();
    await settleBacklog(
      deps,
      signal,
      (count) => progress.advance(GATEWAY_SYSTEM, 'party', count),
      (ref, error) => logger.warn({ ref, ...placeOf(error) }, 'A change could not be followed up and will be tried again.'),
    );
    await finishDecisions(signal);
    await measureIdentity({ store, now }, signal);
    return result;
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

  async function drainWaiting(signal: AbortSignal): Promise<void> {
    await finishDecisions(signal);
    const waiting = await store.inbox.waiting();
    const types = waiting.map(({ system, type }) => [system, type] as const);
    if (types.length > 0) await drainAll(types, signal, { signalled: 0, applied: 0, failed: [] });
  }

  const pulse = createPulse({ round: runOnce, between: drainWaiting, intervalMs: options.intervalMs ?? INTERVAL_MS, logger });
  return {
    runOnce,
    applyNow: (refs, signal) => applyRefsNow({ store, work, owner, leaseMs }, refs, signal),
    start: (begin) => pulse.start(begin),
    stop: () => pulse.stop(),
  };
}
