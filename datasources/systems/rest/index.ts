/** Any REST API that lists rows as JSON, by a configuration alone. */
import type { PartyRecord, SourceRecord } from '../../../domain/records.ts';
import type { RecordType } from '../../../domain/sourceRef.ts';
import { isRow, mapRows, type Row } from '../answers.ts';
import { defineSource, SourceError, type Asking, type ChangedPage, type SourceDefinition, type SweptPage } from '../defineSource.ts';
import { isOneOf, valueAt } from '../declared/path.ts';
import type { DeclaredType } from '../declared/schema.ts';
import { givesOf, mapDeclared, referencesOf, typesOf, verifiesOf } from '../declared/traits.ts';
import { idOf } from '../declared/values.ts';
import { listPages, rowsIn } from './paging.ts';
import { idsTarget, sinceText, target } from './requests.ts';
import { createRestGet } from './session.ts';
import { restSettings, type RestRecord, type RestSettings } from './settings.ts';

const single = { batchSize: 1, pageSize: 100_000, concurrency: 1, abandonedMs: 0 };

function configured({ records, concurrency, abandonedMs, overlapMs }: RestSettings): ReturnType<NonNullable<SourceDefinition<RestSettings>['configured']>> {
  const types = typesOf(records);
  const limits = { ...single, concurrency, abandonedMs };
  const found = (records.party as RestRecord | undefined)?.find;
  return {
    types,
    concurrency,
    limits: { fetch: Object.fromEntries(types.map((type) => [type, { ...limits, batchSize: records[type]!.byIds.batchSize }])), find: limits, changed: { ...limits, concurrency: 1 } },
    findsBy: (['email', 'phone'] as const).filter((by) => found?.[by] !== undefined),
    overlapMs,
    verifies: verifiesOf(records),
    references: referencesOf(records),
  };
}

/** What a process may go on from: the page, and where the next pull begins. */
interface Place {
  highWater: string;
  page: string;
}

export const rest = defineSource<RestSettings>({
  adapter: 'rest',
  settings: restSettings,
  // All of these are said by the configuration: see `configured`.
  types: [],
  optionalParts: {},
  limits: { fetch: {}, find: single, changed: single },
  concurrency: 1,
  findsBy: [],
  overlapMs: 0,
  verifies: [],
  references: { identity: [], relationship: [] },
  gives: ({ records }) => givesOf(records),
  configured,

  connect({ system, settings, send, url, defaultRegion, now }) {
    const { records } = settings;
    const get = createRestGet(system, settings, send, now);
    const mapping = { system, defaultRegion, times: { timeZone: settings.timeZone, numbers: settings.numericTimes } };
    const patterns = new Map<string, RegExp>();

    function recordOf(type: RecordType): RestRecord {
      const record = type === 'interaction' ? undefined : (records[type] as RestRecord | undefined);
      if (!record) throw new SourceError(system, 'refused', `${system} does not give records of this type.`);
      return record;
    }

    /** Ids that may stand in a request: of the configured form, and no way up in a path. */
    function askable({ idPattern }: RestRecord, ids: readonly string[]): string[] {
      const pattern = patterns.get(idPattern) ?? new RegExp(`^(?:${idPattern})$`, 'u');
      patterns.set(idPattern, pattern);
      return ids.filter((id) => pattern.test(id) && !/^\.+$/.test(id));
    }

    const idIn = (row: Row, { id }: RestRecord) => idOf(valueAt(row, id));
    const ours = (rows: readonly Row[], { only }: RestRecord) => rows.filter((row) => isOneOf(row, only));

    const mapAll = (type: DeclaredType, rows: readonly Row[], ids: readonly string[]): SourceRecord[] => {
      const record = recordOf(type);
      return mapRows(system, ours(rows, record), new Set(ids), (row) => idIn(row, record), (row) => mapDeclared(type, row, idIn(row, record)!, records, mapping));
    };

    async function rowsById(record: RestRecord, ids: readonly string[], asking: Asking): Promise<Row[]> {
      const answer = await get(idsTarget(record.byIds, ids), asking);
      if (!record.byIds.single) return rowsIn(system, answer, record.byIds.rows);
      if (answer === null) return [];
      const row = record.byIds.rows ? valueAt(answer.body, record.byIds.rows) : answer.body;
      if (!isRow(row)) throw new SourceError(system, 'garbage', `${system} answered with something else than one record.`);
      return [row];
    }

    const idsOf = (rows: readonly Row[], record: RestRecord) => [...new Set(rows.map((row) => idIn(row, record)).filter((id) => id !== null))];
    const hasSweep = typesOf(records).every((type) => records[type]!.list !== undefined);

    return {
      async fetchByIds(type, ids, _parts, signal) {
        const record = recordOf(type);
        const asked = askable(record, ids);
        if (asked.length === 0) return [];
        return mapAll(type as DeclaredType, await rowsById(record, asked, { operation: `fetch:${type}`, signal }), asked);
      },

      async findParties(by, value, signal): Promise<PartyRecord[]> {
        const record = recordOf('party');
        const request = record.find?.[by];
        if (!request) return [];
        const rows = rowsIn(system, await get(target(request, { value }), { operation: `find:${by}`, signal }), request.rows);
        // Each by itself: where a filter is ignored these are everybody, and one that cannot be read may be anybody.
        const parties = rows.flatMap((row) => {
          const id = idIn(row, record);
          return id === null ? [] : readable(() => mapAll('party', [row], [id]));
        });
        return (parties as PartyRecord[]).filter(({ emails, phones }) => (by === 'email' ? emails : phones).some((point) => point.value === value));
      },

      async *changedSince(type, since, signal, place = null): AsyncGenerator<ChangedPage> {
        const record = recordOf(type);
        const from = place === null ? null : (JSON.parse(place) as Place);
        // Everything is what `list` gives; where there is none, what changed since the beginning of time.
        const listing = record.list && (since === null || !record.changed) ? record.list : record.changed!;
        const values = { since: sinceText(since ?? '1970-01-01T00:00:00.000Z', record.changed?.sinceFormat ?? 'iso') };
        let highWater = from?.highWater ?? null;
        for await (const page of listPages(listing, values, from?.page ?? null, { system, get, url, id: record.id, asking: { operation: `changed:${type}`, signal } })) {
          // The system's clock when it gave the first page; ours, where it does not tell.
          highWater ??= page.clock ?? new Date(now()).toISOString();
          const ids = askable(record, idsOf(page.rows, record));
          if (ids.length > 0) yield { ids, highWater: null, ...(page.place !== null && { place: JSON.stringify({ highWater, page: page.place } satisfies Place) }) };
        }
        yield { ids: [], highWater };
      },

      ...(hasSweep && {
        async *sweep(type: RecordType, place: string | null, signal: AbortSignal): AsyncGenerator<SweptPage> {
          if (place === END) return;
          const record = recordOf(type);
          for await (const page of listPages(record.list!, {}, place, { system, get, url, id: record.id, asking: { operation: `sweep:${type}`, signal } })) {
            const ids = idsOf(ours(page.rows, record), record);
            yield { ids: askable(record, ids), place: page.place ?? END };
          }
        },
      }),
    };
  },
});

/** The place behind the last page. */
const END = '(end)';

function readable(map: () => SourceRecord[]): SourceRecord[] {
  try {
    return map();
  } catch (error) {
    if (error instanceof SourceError) return [];
    throw error;
  }
}
