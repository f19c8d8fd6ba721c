/** Consent is not survived: whatever records are put together, nobody may be contacted where no record said so alone. */
import fc from 'fast-check';
import { decideContact, type ContactFacts } from '../../../../domain/contactPolicy/decide.ts';
import type { ContactPolicyConfig } from '../../../../domain/contactPolicy/types.ts';
import { chooseIdentifiers } from '../../../../domain/goldenRecord/choose.ts';
import { pinRecord, pinRef } from '../../../../domain/goldenRecord/pin.ts';
import type { SeenParty } from '../../../../domain/goldenRecord/types.ts';
import type { PartyRecord, Purpose, Subscription } from '../../../../domain/records.ts';
import { identifier, party } from '../../../support/fakes/records.ts';

const config: ContactPolicyConfig = { timeZones: { default: 'UTC' }, quietHours: {}, recentTouches: { count: 9, days: 7 }, consentNeeded: ['MARKETING', 'SALES'], consentMaxAgeMs: 1 };
const survivorship = { priority: { default: ['erp', 'shop', 'news'] } };
const PURPOSES: readonly Purpose[] = ['MARKETING', 'SALES', 'SERVICE'];
const POINTS = ['a@x.org', 'b@x.org', 'c@x.org'];

const seen = (record: PartyRecord): SeenParty => ({ record, system: record.ref.split(':')[0]!, fetchedAtMs: 1 });
const factsOf = (records: readonly PartyRecord[]): ContactFacts => ({
  emails: chooseIdentifiers(records.map(seen), 'emails', survivorship).map(({ value }) => value),
  phones: [], addresses: [], consentKnown: true, openComplaint: false, touchesAtMs: [],
  subscriptions: records.flatMap(({ subscriptions }) => subscriptions),
});
const allowedAt = (records: readonly PartyRecord[], purpose: Purpose): string[] => decideContact(factsOf(records), 'EMAIL', purpose, config, 0).at;

const statement = fc.record<Subscription>({
  channel: fc.constantFrom('EMAIL', 'EMAIL', 'EMAIL', 'SMS'), purpose: fc.constantFrom(...PURPOSES), topic: fc.constantFrom('News', 'Shop'),
  status: fc.constantFrom('SUBSCRIBED', 'SUBSCRIBED', 'SUBSCRIBED', 'UNSUBSCRIBED', 'SUPPRESSED'), contactPoint: fc.constantFrom(...POINTS), since: fc.constant(null),
});
const parties = fc.array(fc.record({ system: fc.constantFrom('erp', 'shop', 'news'), emails: fc.subarray(POINTS), subscriptions: fc.array(statement, { maxLength: 3 }) }), { minLength: 1, maxLength: 4 }).map((all) =>
  all.map(({ system, emails, subscriptions }, index) => party(`${system}:party:${index}`, { emails: emails.map((value) => identifier(value)), subscriptions })),
);
const says = (record: PartyRecord, point: string, purpose: Purpose) => record.subscriptions.some((each) => each.channel === 'EMAIL' && each.contactPoint === point && each.purpose === purpose);

describe('the records of two parties put together', () => {
  it('never allow a contact point that any of them speaks about and does not allow alone', () => {
    let allowed = 0;
    fc.assert(
      fc.property(parties, parties, fc.constantFrom<Purpose>('MARKETING', 'SALES'), (left, right, purpose) => {
        for (const point of allowedAt([...left, ...right], purpose)) {
          const speaking = [...left, ...right].filter((record) => says(record, point, purpose));
          expect(speaking.length).toBeGreaterThan(0);
          // Alone, and with the contact point known to it.
          for (const record of speaking) expect(allowedAt([{ ...record, emails: [identifier(point)] }], purpose)).toEqual([point]);
          allowed += 1;
        }
      }),
      { seed: 11, numRuns: 2_000 },
    );
    expect(allowed).toBeGreaterThan(50);
  });

  it('never allow what one of the two that speaks about the contact point does not allow by itself', () => {
    fc.assert(
      fc.property(parties, parties, fc.constantFrom<Purpose>('MARKETING', 'SALES'), (left, right, purpose) => {
        const both = allowedAt([...left, ...right], purpose);
        for (const side of [left, right]) {
          const known = new Set(side.flatMap(({ emails }) => emails.map(({ value }) => value)));
          const speaksOf = (point: string) => known.has(point) && side.some((record) => says(record, point, purpose));
          const alone = allowedAt(side, purpose);
          expect(both.filter((point) => speaksOf(point) && !alone.includes(point))).toEqual([]);
        }
      }),
      { seed: 12, numRuns: 2_000 },
    );
  });

  it('forbid a service contact wherever one of the two forbids it', () => {
    fc.assert(
      fc.property(parties, parties, (left, right) => {
        const both = allowedAt([...left, ...right], 'SERVICE');
        for (const side of [left, right]) if (decideContact(factsOf(side), 'EMAIL', 'SERVICE', config, 0).reasons.some((reason) => reason !== 'NO_CONTACT_POINT')) expect(both).toEqual([]);
      }),
      { seed: 13, numRuns: 1_000 },
    );
  });
});

it('a pinned contact point has no consent but one that a system states for it', () => {
  fc.assert(
    fc.property(parties, fc.subarray([...POINTS, 'pinned@x.org'], { minLength: 1 }), (records, points) => {
      const value = points.map((point) => identifier(point));
      const pin = pinRecord(pinRef('p'), { ref: records[0]!.ref, kind: 'PERSON' }, { field: 'emails', value }, { reason: 'r', expiresAt: '2099-01-01T00:00:00.000Z', actor: 's' }, '2026-01-01T00:00:00.000Z');
      const allowed = allowedAt([...records, pin], 'MARKETING');
      expect(allowed).not.toContain('pinned@x.org');
      for (const point of allowed) expect(records.some((record) => says(record, point, 'MARKETING'))).toBe(true);
    }),
    { seed: 14, numRuns: 1_000 },
  );
});

it('a consent by post holds for the address that it names, however it is spelt, and for no other', () => {
  const high = { street: 'High Street 1', city: 'Leeds', postcode: 'LS1', region: null, country: 'GB' };
  const consent: Subscription = { channel: 'POST', purpose: 'MARKETING', topic: 'Catalogue', status: 'SUBSCRIBED', contactPoint: 'HIGH STREET 1, LS1, LEEDS, GB', since: null };
  const by = (street: string) => decideContact({ ...factsOf([]), addresses: [{ ...high, street }], subscriptions: [consent] }, 'POST', 'MARKETING', config, 0).reasons;
  expect([by('High Street 1'), by('Low Road 2')]).toEqual([[], ['NO_CONSENT']]);
});
