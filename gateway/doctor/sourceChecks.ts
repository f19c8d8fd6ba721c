/** Whether a source does what its adapter and the configuration say of it. */
import type { PartyRecord, SourceRecord } from '../../domain/records.ts';
import { SourceError } from '../../datasources/systems/defineSource.ts';
import { batchChecks } from './batchChecks.ts';
import { failureOf, type Tell } from './check.ts';
import type { Finding } from './finding.ts';
import { findChecks } from './findChecks.ts';
import type { ProbedSource } from './probe.ts';
import { walkChecks } from './walkChecks.ts';

/** Of all checks of one source. */
const LIMIT_MS = 120_000;
/** The header has whole seconds, and the way takes its time. */
const SKEW_WARN_MS = 5_000;
const SKEW_FAIL_MS = 60_000;

/** Why a source cannot be asked at all, and what to change. */
function refusalOf({ kind }: SourceError, system: string, timeoutMs: number, tell: Tell): Finding {
  const key = `sources.${system}`;
  if (kind === 'unreachable') return tell('FAIL', 'cannot be reached', `${key}.url, or the network between`);
  if (kind === 'unauthorised') return tell('FAIL', 'refuses the sign-in', `${key}.settings, which hold the user and password or key`);
  if (kind === 'timeout') return tell('FAIL', `did not answer within ${timeoutMs} ms`, `${key}.timeoutMs, if it is only slow`);
  return tell('FAIL', `answers, but not as its adapter needs (${kind})`, `${key}.adapter or ${key}.url, if another system is there`);
}

function clockCheck(skewMs: number | null, tell: Tell): Finding {
  if (skewMs === null) return tell('WARN', 'its answers have no Date, so its clock is not checked');
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  const text = `its clock is ${seconds} s ${skewMs < 0 ? 'behind' : 'ahead of'} ours`;
  if (Math.abs(skewMs) < SKEW_WARN_MS) return tell('OK', 'its clock and ours agree within 5 s');
  return tell(Math.abs(skewMs) < SKEW_FAIL_MS ? 'WARN' : 'FAIL', text, 'the clocks, by NTP on both machines');
}

/** All checks of one source, in order. Stops at the first where the source cannot be asked. */
export async function* checkSource({ source, probe }: ProbedSource, timeoutMs: number): AsyncGenerator<Finding> {
  const { system, definition } = source;
  const signal = AbortSignal.timeout(LIMIT_MS);
  const tell: Tell = (level, text, change) => ({ level, subject: system, text, ...(change !== undefined && { change }) });
  const asked = definition.types.filter((type) => definition.limits.fetch[type] && !definition.observes?.[type]);
  const first = asked[0] ?? definition.types[0]!;
  try {
    // The first page of a pull signs in, and needs nothing that is not needed anyway.
    await probe.client.changedSince(first, null, signal)[Symbol.asyncIterator]().next();
  } catch (error) {
    yield error instanceof SourceError ? refusalOf(error, system, timeoutMs, tell) : failureOf(error, 'its first answer', tell, `sources.${system}.adapter`);
    return;
  }
  yield tell('OK', 'is reached and signs in');
  yield clockCheck(probe.skewMs(), tell);
  const parties: PartyRecord[] = [];
  for (const type of asked) {
    const walked = await walkChecks({ source, probe, type, signal, tell });
    yield* walked.findings;
    const batch = await batchChecks({ source, probe, type, signal, tell }, walked.ids);
    yield* batch.findings;
    parties.push(...batch.records.filter(isParty));
  }
  yield* findChecks({ source, probe, signal, tell }, parties);
}

const isParty = (record: SourceRecord): record is PartyRecord => record.type === 'party';
