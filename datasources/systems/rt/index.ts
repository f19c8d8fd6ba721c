/** Request Tracker 5 by REST 2: the call centre's desk. Users, tickets and calls. */
import type { PartyRecord, SourceRecord } from '../../../domain/records.ts';
import type { RecordType } from '../../../domain/sourceRef.ts';
import { idText, mapRows, text, type Row } from '../answers.ts';
import { defineSource, SourceError, type OperationLimits, type UpstreamRequest } from '../defineSource.ts';
import { ticketChanges, ticketSweep, userChanges, userSweep } from './changes.ts';
import { isCall, mapCall, mapTicket, TICKET_FIELDS } from './mapEvents.ts';
import { mapUser, USER_FIELDS } from './mapParty.ts';
import { createRtList } from './session.ts';
import { rtSettings } from './settings.ts';

// per_page is cut to 100 without a word. 100 ticket ids or user names take 100 ms; a query goes on after a hang-up.
const MEASURED = { batchSize: 100, pageSize: 100, concurrency: 3, abandonedMs: 5_000 };

export const rt = defineSource({
  adapter: 'rt',
  settings: rtSettings,
  types: ['party', 'ticket', 'call'],
  gives: ({ userFields }) => ['name', 'emails', 'phones', 'addresses', 'language', ...(userFields.birthDate === null ? [] : (['birthDate'] as const))],
  // Everything comes in one row: there is nothing to leave out.
  optionalParts: {},
  limits: { fetch: { party: MEASURED, ticket: MEASURED, call: MEASURED }, find: { ...MEASURED, batchSize: 1 }, changed: { ...MEASURED, concurrency: 1 } },
  concurrency: 6,
  findsBy: ['email', 'phone'],
  // Whole seconds, and a ticket is stamped before its transaction is through.
  overlapMs: 60_000,
  // Where `settings.emailVerified` and `phoneVerified` say so.
  verifies: ['email', 'phone'],
  references: { identity: [], relationship: ['Organization: the account of the company that the user writes for'] },

  connect({ system, settings, send, limits, defaultRegion, now }) {
    const list = createRtList(system, settings, send, now);
    const mapping = { system, settings, defaultRegion };
    const ignored = new Set(settings.ignoreUsers);
    const isCustomer = (row: Row): boolean => !ignored.has(text(row.Name) ?? '');
    const callQueue = settings.callQueue === null ? null : `Queue = '${settings.callQueue}'`;

    /** TicketSQL of a type; null where there are none. */
    const filterOf = (type: RecordType): string | null => {
      if (type === 'call') return callQueue;
      return type === 'ticket' ? (callQueue?.replace('=', '!=') ?? 'id > 0') : null;
    };

    const searchUsers = (search: readonly Row[], { pageSize }: OperationLimits): UpstreamRequest => ({
      method: 'POST',
      path: `/users?fields=${USER_FIELDS}&per_page=${pageSize}`,
      json: search,
    });

    return {
      async fetchByIds(type, ids, _parts, signal): Promise<SourceRecord[]> {
        const asked = new Set(ids);
        if (type === 'party') {
          const names = ids.filter((name) => !ignored.has(name));
          if (names.length === 0) return [];
          const { items } = await list(searchUsers([{ field: 'Name', operator: 'IN', value: names }], limits.fetch.party!), { operation: `fetch:${type}`, signal });
          return mapRows(system, items.filter(isCustomer), asked, (row) => text(row.Name), (row) => mapUser(row, mapping));
        }
        if (type !== 'ticket' && type !== 'call') throw new SourceError(system, 'refused', `${system} does not give records of this type.`);
        const numbers = ids.filter((id) => /^[1-9]\d{0,9}$/.test(id));
        if (numbers.length === 0) return [];
        const parameters = new URLSearchParams({
          query: numbers.map((id) => `id = ${id}`).join(' OR '),
          fields: TICKET_FIELDS,
          'fields[Queue]': 'Name',
          'fields[Requestor]': 'Name',
          per_page: String(limits.fetch[type]!.pageSize),
        });
        const { items } = await list({ method: 'GET', path: `/tickets?${parameters.toString()}` }, { operation: `fetch:${type}`, signal });
        // One id space, two types: a ticket asked for as a call is none.
        return mapRows<SourceRecord>(system, items, asked, (row) => idText(row.id), (row) => {
          if (isCall(row, mapping) !== (type === 'call')) return null;
          return type === 'call' ? mapCall(row, mapping) : mapTicket(row, mapping);
        });
      },

      async findParties(by, value, signal): Promise<PartyRecord[]> {
        const phoneField = settings.userFields.phone;
        if (by === 'phone' && phoneField === null) return [];
        const search = by === 'email' ? { field: 'EmailAddress', value } : { field: `CustomField.{${phoneField}}`, value };
        const { items } = await list(searchUsers([search], limits.find), { operation: `find:${by}`, signal });
        // An unknown field is ignored and everybody comes back with 200: only who carries the value counts.
        const users = items.filter(isCustomer);
        const parties = mapRows(system, users, new Set(users.map((row) => text(row.Name) ?? '')), (row) => text(row.Name), (row) => mapUser(row, mapping));
        return parties.filter((party) => (by === 'email' ? party.emails : party.phones).some((point) => point.value === value));
      },

      async *changedSince(type, since, signal, place = null) {
        const asking = { operation: `changed:${type}`, signal };
        if (type === 'party') return yield* userChanges(list, isCustomer, since, place, limits.changed.pageSize, asking);
        const filter = filterOf(type);
        if (filter !== null) yield* ticketChanges(list, filter, since, place, limits.changed.pageSize, asking);
      },

      async *sweep(type, place, signal) {
        const asking = { operation: `sweep:${type}`, signal };
        if (type === 'party') return yield* userSweep(list, isCustomer, place, limits.changed.pageSize, asking);
        const filter = filterOf(type);
        if (filter !== null) yield* ticketSweep(list, filter, place, limits.changed.pageSize, asking);
      },
    };
  },
});
