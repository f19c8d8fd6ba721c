/** Ghost 5 by its Admin API: newsletters. Members and what happened to the mails that they got. */
import type { SourceRecord } from '../../../domain/records.ts';
import { idText, isRow, listOf, mapRows, type Row } from '../answers.ts';
import { defineSource, SourceError, type Asking } from '../defineSource.ts';
import { memberChanges, memberSweep, touchChanges, touchSweep } from './changes.ts';
import { mapTouch, touchId, TOUCH_TYPES } from './mapEvents.ts';
import { mapMember } from './mapParty.ts';
import { createGhostGet, nqlList, nqlText } from './session.ts';
import { ghostSettings } from './settings.ts';
import { ghostWebhook } from './webhook.ts';

// 100 members take 126 to 198 ms. Ids are in the URL, and 100 of them are 3 kB. Ghost 6 cuts pages to 100.
const MEASURED = { batchSize: 100, pageSize: 100, concurrency: 4, abandonedMs: 500 };
/** Ghost's ids are 24 hex digits; anything else in a filter is an error of the whole call. */
const OBJECT_ID = /^[0-9a-f]{24}$/;

export const ghost = defineSource({
  adapter: 'ghost',
  settings: ghostSettings,
  types: ['party', 'touch'],
  gives: ({ noteKeys }) => ['name', 'emails', 'subscriptions', ...(noteKeys.phone === null ? [] : (['phones'] as const))],
  // Newsletters come with the member whether asked for or not.
  optionalParts: {},
  limits: { fetch: { party: MEASURED, touch: MEASURED }, find: { ...MEASURED, batchSize: 1 }, changed: { ...MEASURED, concurrency: 1 } },
  concurrency: 6,
  findsBy: ['email', 'phone'],
  // Whole seconds; opens and failures come in from the mail service minutes later with the time at which they happened.
  overlapMs: 900_000,
  verifies: ['email'],
  references: { identity: ['erp: in the note, an account of the ERP'], relationship: [] },
  webhook: ghostWebhook,

  connect({ system, settings, send, limits, defaultRegion, now }) {
    const get = createGhostGet(system, settings, send, now);
    const mapping = { system, settings, defaultRegion };

    /** Events of these touches. A limit below what there is cuts the answer silently: then in halves. */
    async function eventsOf(touches: readonly { type: string; id: string }[], asking: Asking): Promise<Row[]> {
      const types = [...new Set(touches.map(({ type }) => TOUCH_TYPES[type]!.filter))];
      const ids = [...new Set(touches.map(({ id }) => id))];
      const answer = await get('/members/events/', { filter: `type:[${types.join(',')}]+id:${nqlList(ids)}`, limit: String(types.length * ids.length) }, asking);
      const events = listOf(system, answer.events);
      const total = isRow(answer.meta) && isRow(answer.meta.pagination) ? Number(answer.meta.pagination.total) : 0;
      if (!(total > events.length) || touches.length === 1) return events;
      const middle = Math.ceil(touches.length / 2);
      return [...(await eventsOf(touches.slice(0, middle), asking)), ...(await eventsOf(touches.slice(middle), asking))];
    }

    return {
      async fetchByIds(type, ids, _parts, signal): Promise<SourceRecord[]> {
        const asking = { operation: `fetch:${type}`, signal };
        if (type === 'party') {
          const members = ids.filter((id) => OBJECT_ID.test(id));
          if (members.length === 0) return [];
          const { members: rows } = await get('/members/', { filter: `id:${nqlList(members)}`, limit: String(members.length) }, asking);
          return mapRows(system, rows, new Set(ids), (row) => idText(row.id), (row) => mapMember(row, mapping));
        }
        if (type !== 'touch') throw new SourceError(system, 'refused', `${system} does not give records of this type.`);
        const touches = ids
          .map((touch) => ({ type: touch.slice(0, touch.indexOf(':')), id: touch.slice(touch.indexOf(':') + 1) }))
          .filter((touch) => Object.hasOwn(TOUCH_TYPES, touch.type) && OBJECT_ID.test(touch.id));
        if (touches.length === 0) return [];
        return mapRows(system, await eventsOf(touches, asking), new Set(ids), touchId, (event) => mapTouch(event, system));
      },

      async findParties(by, value, signal) {
        const { phone } = settings.noteKeys;
        if (by === 'phone' && phone === null) return [];
        const filter = by === 'email' ? `email:${nqlText(value)}` : `note:~${nqlText(`${phone}:${value}`)}`;
        const rows = listOf(system, (await get('/members/', { filter, limit: String(limits.find.pageSize) }, { operation: `find:${by}`, signal })).members);
        const asked = new Set(rows.map((row) => idText(row.id) ?? ''));
        const parties = mapRows(system, rows, asked, (row) => idText(row.id), (row) => mapMember(row, mapping));
        return parties.filter((party) => (by === 'email' ? party.emails : party.phones).some((point) => point.value === value));
      },

      async *changedSince(type, since, signal, place = null) {
        const asking = { operation: `changed:${type}`, signal };
        if (type === 'party') yield* memberChanges({ system, get }, since, place, limits.changed.pageSize, asking);
        else if (type === 'touch') yield* touchChanges({ system, get }, since, place, limits.changed.pageSize, asking);
      },

      async *sweep(type, place, signal) {
        const asking = { operation: `sweep:${type}`, signal };
        if (type === 'party') yield* memberSweep({ system, get }, place, limits.changed.pageSize, asking);
        else if (type === 'touch') yield* touchSweep({ system, get }, place, limits.changed.pageSize, asking);
      },
    };
  },
});
