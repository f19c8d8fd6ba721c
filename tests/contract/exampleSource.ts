/** The worked example of docs/adding-a-source.md: "club", a loyalty programme with a small REST API. */
import { z } from 'zod';
import { idText, isRow, listOf, mapRows, required, statusError, text, type Row } from '../../datasources/systems/answers.ts';
import { emailsOf, loyaltyIdsOf, phonesOf } from '../../datasources/systems/contactPoints.ts';
import { defineSource, SourceError } from '../../datasources/systems/defineSource.ts';
import { normaliseDate, normaliseInstant } from '../../domain/normalise/date.ts';
import type { PartyRecord } from '../../domain/records.ts';
import { sourceRef } from '../../domain/sourceRef.ts';

// GET /members?ids=1,2,3 gives at most 50, /members?changed_since=… pages of 50 in order of id after `after`.
const limits = { batchSize: 50, pageSize: 50, concurrency: 2, abandonedMs: 0 };

export const club = defineSource({
  adapter: 'club',
  settings: z.strictObject({ apiKey: z.string().min(1) }),
  types: ['party'],
  gives: () => ['name', 'emails', 'phones', 'loyaltyIds', 'birthDate'],
  optionalParts: {},
  limits: { fetch: { party: limits }, find: { ...limits, batchSize: 1 }, changed: limits },
  concurrency: 4,
  findsBy: ['email'],
  overlapMs: 10_000,
  verifies: ['loyaltyId'],
  references: { identity: ['customer_no: the account in the ERP'], relationship: [] },

  connect({ system, settings, send, defaultRegion }) {
    async function members(operation: string, parameters: Record<string, string>, signal: AbortSignal): Promise<unknown> {
      const answer = await send(
        { method: 'GET', operation, path: `/members?${new URLSearchParams(parameters).toString()}`, headers: { 'x-api-key': settings.apiKey } },
        signal,
      );
      if (answer.status !== 200) throw statusError(system, answer.status);
      if (!isRow(answer.body)) throw new SourceError(system, 'garbage', `${system} answered with something else than JSON.`);
      return answer.body.members;
    }

    function mapMember(row: Row): PartyRecord {
      const customerNumber = text(row.customer_no);
      const born = text(row.born);
      const joined = text(row.joined_at);
      const changed = text(row.changed_at);
      return {
        type: 'party',
        ref: sourceRef(system, 'party', required(idText(row.id), 'id')),
        kind: 'PERSON',
        name: { full: required(text(row.name), 'name'), given: null, family: null },
        emails: emailsOf({ value: row.mail }),
        phones: phonesOf(defaultRegion, { value: row.phone }),
        taxIds: [],
        loyaltyIds: loyaltyIdsOf({ value: row.card, verified: true }),
        birthDate: born === null ? null : normaliseDate(born),
        addresses: [],
        account: null,
        language: null,
        territory: null,
        distributor: null,
        references:
          customerNumber === null ? [] : [{ meaning: 'identity', by: 'account', value: customerNumber, role: null, from: null, until: null }],
        subscriptions: [],
        createdAt: joined === null ? null : normaliseInstant(joined),
        updatedAt: changed === null ? null : normaliseInstant(changed),
      };
    }

    return {
      async fetchByIds(_type, ids, _parts, signal) {
        return mapRows(system, await members('fetch:party', { ids: ids.join(',') }, signal), new Set(ids), (row) => idText(row.id), mapMember);
      },

      async findParties(_by, value, signal) {
        const rows = listOf(system, await members('find:email', { mail: value }, signal));
        const parties = mapRows(system, rows, new Set(rows.map((row) => idText(row.id) ?? '')), (row) => idText(row.id), mapMember);
        return parties.filter(({ emails }) => emails.some((email) => email.value === value));
      },

      async *changedSince(_type, since, signal) {
        const [newest] = listOf(system, await members('changed:party', { order: 'newest', limit: '1' }, signal));
        const highWater = text(newest?.changed_at) ?? since;
        for (let after = '0'; ; ) {
          const rows = listOf(system, await members('changed:party', { after, ...(since !== null && { changed_since: since }) }, signal));
          const ids = rows.map((row) => idText(row.id)).filter((id) => id !== null);
          const last = ids.at(-1);
          if (last === undefined) break;
          yield { ids, highWater: null };
          after = last;
        }
        yield { ids: [], highWater };
      },

      async *sweep(_type, place, signal) {
        for (let after = place ?? '0'; ; ) {
          const ids = listOf(system, await members('sweep:party', { after }, signal)).map((row) => idText(row.id)).filter((id) => id !== null);
          const last = ids.at(-1);
          if (last === undefined) return;
          yield { ids, place: last };
          after = last;
        }
      },
    };
  },
});
