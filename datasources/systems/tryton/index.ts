/** Tryton 6.0 by JSON-RPC: the ERP. Parties and sales. */
import type { Part, PartyRecord, SourceRecord } from '../../../domain/records.ts';
import type { RecordType } from '../../../domain/sourceRef.ts';
import { idText, listOf, mapRows } from '../answers.ts';
import { defineSource, SourceError, type Asking } from '../defineSource.ts';
import { trytonChanges, trytonSweep, type WatchedModel } from './changes.ts';
import { mapSale, SALE_FIELDS, SALE_LINE_FIELDS } from './mapEvents.ts';
import { mapParty, PARTY_FIELDS } from './mapParty.ts';
import { createTrytonCall } from './session.ts';
import { trytonSettings } from './settings.ts';

// 100 parties in one request take 70 ms; Tryton is one Python process, so more at once only queue there.
const MEASURED = { batchSize: 100, pageSize: 1_000, concurrency: 4, abandonedMs: 500 };
const PARTY_PARTS: readonly Part[] = ['contactPoints', 'addresses', 'identifiers', 'relations'];
const ALL_PARTY_PARTS: ReadonlySet<Part> = new Set<Part>(['core', ...PARTY_PARTS]);
/** Ids are 32-bit serials; a larger one is an error of the whole call. */
const MAX_ID = 2_147_483_647;

const WATCHED: Readonly<Partial<Record<RecordType, readonly WatchedModel[]>>> = {
  party: [
    { model: 'party.party', owner: 'id' },
    { model: 'party.contact_mechanism', owner: 'party' },
    { model: 'party.address', owner: 'party' },
    { model: 'party.identifier', owner: 'party' },
    // Both ends of a relation change: `.all` shows it from each; `party.relation` itself cannot be called.
    { model: 'party.relation.all', owner: 'from_' },
  ],
  order: [
    { model: 'sale.sale', owner: 'id' },
    { model: 'sale.line', owner: 'sale' },
  ],
};

export const tryton = defineSource({
  adapter: 'tryton',
  settings: trytonSettings,
  types: ['party', 'order'],
  gives: () => ['name', 'emails', 'phones', 'taxIds', 'addresses', 'account', 'language', 'territory', 'distributor'],
  optionalParts: { party: PARTY_PARTS, order: ['lines'] },
  limits: { fetch: { party: MEASURED, order: MEASURED }, find: MEASURED, changed: { ...MEASURED, concurrency: 2 } },
  concurrency: 6,
  findsBy: ['email', 'phone'],
  // Stamps are set when a transaction writes and seen when it commits: sales of long imports show up late.
  overlapMs: 120_000,
  verifies: ['taxId', 'phone'],
  references: { identity: [], relationship: ['party relations of the configured types'] },

  connect({ system, settings, send, limits, defaultRegion, now }) {
    const call = createTrytonCall(system, settings, send, now);
    const context = { company: settings.company };
    const mapping = { system, settings, defaultRegion };

    /** `read` fails as a whole for one missing id, `search_read` leaves it out. */
    async function searchRead(model: string, domain: readonly unknown[], limit: number, fields: readonly string[], asking: Asking): Promise<unknown> {
      return call(`model.${model}.search_read`, [domain, 0, limit, [['id', 'ASC']], fields, context], asking);
    }

    let ownParty: Promise<string | null> | null = null;
    /** The company is a party of its own books, and no customer. Asked once, by no caller's signal: all wait for it. */
    function companyParty(): Promise<string | null> {
      if (!ownParty) {
        const asked = searchRead('company.company', [['id', '=', settings.company]], 1, ['party'], { operation: 'company', signal: new AbortController().signal }).then((rows) =>
          idText(listOf(system, rows)[0]?.party),
        );
        ownParty = asked;
        asked.catch(() => {
          ownParty = null;
        });
      }
      return ownParty;
    }

    async function fetchParties(ids: readonly string[], parts: ReadonlySet<Part>, asking: Asking): Promise<PartyRecord[]> {
      const withRelations = Object.keys(settings.relations).length > 0;
      const wanted = [...ALL_PARTY_PARTS].filter((part) => part === 'core' || (parts.has(part) && (part !== 'relations' || withRelations)));
      const fields = wanted.flatMap((part) => PARTY_FIELDS[part] ?? []);
      const own = await companyParty();
      const rows = await searchRead('party.party', [['id', 'in', ids.map(Number)]], ids.length, fields, asking);
      return mapRows(system, rows, new Set(ids.filter((id) => id !== own)), (row) => idText(row.id), (row) => mapParty(row, mapping));
    }

    return {
      async fetchByIds(type, asked, parts, signal): Promise<SourceRecord[]> {
        const ids = asked.filter((id) => /^[1-9]\d{0,9}$/.test(id) && Number(id) <= MAX_ID);
        if (ids.length === 0) return [];
        const asking = { operation: `fetch:${type}`, signal };
        if (type === 'party') return fetchParties(ids, parts, asking);
        if (type !== 'order') throw new SourceError(system, 'refused', `${system} does not give records of this type.`);
        const fields = parts.has('lines') ? [...SALE_FIELDS, ...SALE_LINE_FIELDS] : SALE_FIELDS;
        const rows = await searchRead('sale.sale', [['id', 'in', ids.map(Number)]], ids.length, fields, asking);
        return mapRows(system, rows, new Set(ids), (row) => idText(row.id), (row) => mapSale(row, system));
      },

      async findParties(by, value, signal) {
        const asking = { operation: `find:${by}`, signal };
        // ilike without wildcards: equal but for case, since Tryton keeps addresses as they were typed.
        const domain =
          by === 'email'
            ? [['type', '=', 'email'], ['value', 'ilike', value.replace(/[\\%_]/g, '\\$&')]]
            : [['type', 'in', ['phone', 'mobile']], ['value_compact', '=', value]];
        const rows = listOf(system, await searchRead('party.contact_mechanism', domain, limits.find.batchSize, ['party'], asking));
        const ids = [...new Set(rows.map((row) => idText(row.party)).filter((id) => id !== null))];
        return ids.length === 0 ? [] : fetchParties(ids, ALL_PARTY_PARTS, asking);
      },

      async *changedSince(type, since, signal, place = null) {
        const watched = (WATCHED[type] ?? []).filter(({ model }) => model !== 'party.relation.all' || Object.keys(settings.relations).length > 0);
        if (watched.length === 0) return;
        const own = type === 'party' ? await companyParty() : null;
        for await (const page of trytonChanges(call, watched, since, place, { system, pageSize: limits.changed.pageSize, context, asking: { operation: `changed:${type}`, signal } })) {
          yield { ...page, ids: page.ids.filter((id) => id !== own) };
        }
      },

      async *sweep(type, place, signal) {
        const model = WATCHED[type]?.[0]?.model;
        if (model === undefined) return;
        const own = type === 'party' ? await companyParty() : null;
        for await (const page of trytonSweep(call, model, place, { system, pageSize: limits.changed.pageSize, context, asking: { operation: `sweep:${type}`, signal } })) {
          yield { ...page, ids: page.ids.filter((id) => id !== own) };
        }
      },
    };
  },
});
