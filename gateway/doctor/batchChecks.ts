/** Records by id: a whole batch is answered, and an id that does not exist costs only itself. */
import { UnreadableRecords } from '../../datasources/systems/defineSource.ts';
import type { Part, SourceRecord } from '../../domain/records.ts';
import { sourceRef } from '../../domain/sourceRef.ts';
import { deadIdLike } from './deadIds.ts';
import { failureOf, type TypeCheck } from './check.ts';
import type { Finding } from './finding.ts';

/** Of those that a batch has left out: who is answered alone was cut, the others are no records. */
const ASKED_ALONE = 3;
const MIN_IDS = 2;

/** What the batch gave, and how it went. */
export async function batchChecks({ source, probe, type, signal, tell }: TypeCheck, known: readonly string[]): Promise<{ records: SourceRecord[]; findings: Finding[] }> {
  const { system, definition } = source;
  const { batchSize } = definition.limits.fetch[type]!;
  const key = `sources.${system}.limits.fetch.${type}.batchSize`;
  const ids = known.slice(0, batchSize);
  if (ids.length < MIN_IDS) return { records: [], findings: [tell('WARN', `has too few ${type} records to check batches with`)] };
  const parts = new Set<Part>(['core', ...(definition.optionalParts[type] ?? [])]);
  const findings: Finding[] = [];
  let unreadable = 0;
  const fetch = async (asked: readonly string[]): Promise<SourceRecord[]> => {
    try {
      return await probe.client.fetchByIds(type, asked, parts, signal);
    } catch (error) {
      if (!(error instanceof UnreadableRecords)) throw error;
      unreadable = error.ids.length;
      return [...error.records];
    }
  };
  const refOf = (id: string) => sourceRef(system, type, id);

  let records: SourceRecord[];
  try {
    records = await fetch(ids);
  } catch (error) {
    return { records: [], findings: [failureOf(error, `a batch of ${ids.length} ${type} records`, tell, key)] };
  }
  const refs = new Set(records.map(({ ref }) => ref));
  const missing = ids.filter((id) => !refs.has(refOf(id)));
  let cut = 0;
  if (unreadable === 0) for (const id of missing.slice(0, ASKED_ALONE)) cut += (await fetch([id]).catch(() => [])).length;
  if (cut > 0) findings.push(tell('FAIL', `a batch of ${ids.length} ${type} records is answered with ${records.length}, though the others are there`, `${key}, to at most ${records.length}`));
  else findings.push(tell('OK', `a batch of ${ids.length} ${type} records is answered`));
  if (unreadable > 0) findings.push(tell('WARN', `${unreadable} of ${ids.length} ${type} records cannot be read`, `sources.${system}.settings, where they name fields`));

  const dead = deadIdLike(ids.at(-1)!);
  const live = ids.slice(0, batchSize - 1);
  try {
    const beside = await fetch([...live, dead]);
    const lost = live.filter((id) => refs.has(refOf(id)) && !beside.some(({ ref }) => ref === refOf(id))).length;
    if (beside.some(({ ref }) => ref === refOf(dead))) findings.push(tell('FAIL', `it answers for a ${type} that does not exist`, `sources.${system}.url, if something else answers`));
    else if (lost > 0) findings.push(tell('FAIL', `an id that does not exist costs ${lost} other ${type} records of its batch`, `${key}, to 1`));
    else findings.push(tell('OK', `an id that does not exist costs no other ${type}`));
  } catch (error) {
    findings.push(failureOf(error, `a batch of ${type} records with an id that does not exist among them`, tell, `${key}, to 1, until the source answers for the others`));
  }
  return { records, findings };
}
