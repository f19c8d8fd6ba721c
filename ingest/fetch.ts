import { SourceError, UnreadableRecords } from '../datasources/systems/defineSource.ts';
import type { ConnectedSource } from '../datasources/systems/connect.ts';
import { PARTS, type Part, type SourceRecord } from '../domain/records.ts';
import { sourceRef, type RecordType, type SourceRef } from '../domain/sourceRef.ts';

/** What a source said about refs: a record, none (gone), or why it could not say; `unreadable`: it gave this very one, but as garbage. */
export type FetchAnswer = { record: SourceRecord | null } | { failure: SourceError['kind'] | 'unreadable' };

const ALL_PARTS: ReadonlySet<Part> = new Set(PARTS);

/**
 * Asks a source for these ids, whole records, in its batches (of at most `mostAtOnce`) and never with all of its
 * concurrency: live reads go on.
 */
export async function fetchRecords(
  { system, client, definition }: ConnectedSource,
  type: RecordType,
  ids: readonly string[],
  signal: AbortSignal,
  mostAtOnce = Infinity,
): Promise<Map<SourceRef, FetchAnswer>> {
  const { batchSize: limit = 1, concurrency = 1 } = definition.limits.fetch[type] ?? {};
  const batchSize = Math.min(limit, mostAtOnce);
  const answers = new Map<SourceRef, FetchAnswer>();
  const chunks: string[][] = [];
  for (let from = 0; from < ids.length; from += batchSize) chunks.push(ids.slice(from, from + batchSize));

  async function fetchChunk(chunk: readonly string[]): Promise<void> {
    const answer = (records: readonly SourceRecord[], unreadable: readonly string[]) => {
      for (const id of chunk) answers.set(sourceRef(system, type, id), { record: null });
      for (const record of records) answers.set(record.ref, { record });
      for (const id of unreadable) answers.set(sourceRef(system, type, id), { failure: 'unreadable' });
    };
    try {
      answer(await client.fetchByIds(type, chunk, ALL_PARTS, signal), []);
    } catch (error) {
      if (error instanceof UnreadableRecords) return answer(error.records, error.ids);
      const failure = error instanceof SourceError ? error.kind : 'garbage';
      for (const id of chunk) answers.set(sourceRef(system, type, id), { failure });
    }
  }

  async function lane(): Promise<void> {
    for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) await fetchChunk(chunk);
  }
  await Promise.all(Array.from({ length: Math.max(1, concurrency - 1) }, lane));
  return answers;
}
