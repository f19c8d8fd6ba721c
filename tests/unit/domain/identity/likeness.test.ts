import { identityConfig } from '../../../../domain/identity/config.ts';
import { featuresOf } from '../../../../domain/identity/features.ts';
import { isTelling, likelyEdges, weigher } from '../../../../domain/identity/likeness.ts';
import type { FieldScore, Scorer } from '../../../../domain/matching/scorer.ts';
import { party, type PartyParts } from '../../../support/partyRecords.ts';

const config = identityConfig({}, ['erp', 'shop']);
const features = (ref: string, parts: PartyParts = {}) => featuresOf(party(ref, parts), config);
const noNames = { knowsGivenName: () => false };
const levels = (of: Readonly<Record<string, string>>, weight = 3): FieldScore[] => Object.entries(of).map(([field, level]) => ({ field, level, weight }));

describe('what two records share', () => {
  const bare = features('erp:party:1', { name: 'Ana|García' });
  const mailed = features('shop:party:2', { name: 'Ana|García', emails: 'a@x.example' });

  it.each<[string, Record<string, string>]>([
    ['a name and an address, as a household does', { givenName: 'different', familyName: 'exact', street: 'exact', postcode: 'exact', phone: 'exact' }],
    ['a whole name, which many have', { givenName: 'exact', familyName: 'exact', city: 'exact' }],
    ['a birth date under given names that sound alike, as twins do', { givenName: 'close', familyName: 'exact', birthDate: 'exact' }],
    ['a birth date alone', { familyName: 'exact', birthDate: 'exact' }],
    ['a birth date that is only close', { givenName: 'exact', familyName: 'exact', birthDate: 'close' }],
    ['a mobile telephone under another name', { givenName: 'different', familyName: 'exact', mobile: 'exact' }],
    ['a birth date under two short forms of one name, as twins may have', { givenName: 'short form', familyName: 'exact', birthDate: 'exact' }],
    ['a mobile telephone under another family name: numbers change hands', { givenName: 'exact', familyName: 'similar', mobile: 'exact' }],
    ['an e-mail address but for a sign, under names that are but close', { givenName: 'exact', familyName: 'close', email: 'close' }],
    ['a tax id but for a sign, as twins have', { givenName: 'close', familyName: 'exact', taxId: 'one sign differs' }],
    ['nothing', {}],
  ])('is not telling where it is %s', (_, shared) => {
    expect(isTelling(levels(shared), mailed, mailed, noNames)).toBe(false);
  });

  it('is not telling where it speaks against', () => {
    expect(isTelling(levels({ email: 'exact' }, -1), mailed, mailed, noNames)).toBe(false);
  });

  it('is not telling where it is a telephone, under one name, of two who have each an e-mail address', () => {
    const shared = levels({ givenName: 'exact', familyName: 'exact', phone: 'exact' });
    expect(isTelling(shared, mailed, mailed, noNames)).toBe(false);
    expect(isTelling(shared, bare, mailed, noNames)).toBe(true);
  });

  it('is not telling where it is an e-mail address but for a number, by which a company tells namesakes apart', () => {
    const shared = levels({ givenName: 'exact', familyName: 'exact', email: 'close' });
    const called = (mail: string) => features('erp:party:1', { name: 'Ana|García', emails: mail });
    expect(isTelling(shared, called('ana.garcia@x.example'), called('ana.garcia2@x.example'), noNames)).toBe(false);
    expect(isTelling(shared, called('ana.garcia@x.example'), called('ana.garica@x.example'), noNames)).toBe(true);
  });

  it.each<[string, Record<string, string>]>([
    ['an e-mail address', { email: 'exact' }],
    ['equal names and an e-mail address but for a sign', { givenName: 'exact', familyName: 'exact', email: 'close' }],
    ['a tax id', { taxId: 'exact' }],
    ['equal names and a tax id but for a sign', { givenName: 'exact', familyName: 'exact', taxId: 'one sign differs' }],
    ['a loyalty number', { loyaltyId: 'exact' }],
    ['equal given name, family name and birth date', { givenName: 'exact', familyName: 'one of several', birthDate: 'exact' }],
    ['an e-mail address of which one side has no name', { email: 'exact' }],
  ])('is telling where it is %s', (_, shared) => {
    expect(isTelling(levels(shared), mailed, mailed, noNames)).toBe(true);
  });
});

describe('a mailbox or a mobile telephone under given names that are alike', () => {
  const called = (given: string) => features('erp:party:1', { name: `${given}|Fox`, emails: 'fox@x.example' });
  const names = new Set(['ryan', 'bryan', 'marta', 'maria', 'daniel', 'daniela', 'xavi']);
  const scorer = { knowsGivenName: (word: string) => names.has(word) };

  it.each<[string, string, string]>([
    ['Ryan', 'Bryan', 'close'],
    ['Marta', 'María', 'close'],
    ['Daniel', 'Daniela', 'close'],
    ['María José', 'María Jesús', 'similar'],
    ['Ana', 'Luis', 'different'],
  ])('is not telling where others are called %s and %s too: twins, or a couple', (one, other, givenName) => {
    for (const field of ['email', 'loyaltyId', 'mobile']) {
      expect(isTelling(levels({ givenName, familyName: 'exact', [field]: 'exact' }), called(one), called(other), scorer)).toBe(false);
    }
  });

  it.each<[string, string]>([
    ['Daniel', 'Danyel'],
    ['Marta', 'Mrata'],
  ])('is telling where nobody else is called so: %s, typed as %s', (one, other) => {
    for (const field of ['email', 'mobile']) expect(isTelling(levels({ givenName: 'close', familyName: 'exact', [field]: 'exact' }), called(one), called(other), scorer)).toBe(true);
  });
});

describe('edges of pairs that are alike', () => {
  const [one, other] = [features('erp:party:1', { name: 'Ana|García' }), features('shop:party:2', { name: 'Ana|García' })];
  const all = new Map([one, other].map((each) => [each.id, each]));
  const scorer = (weight: number): Scorer & { calls: number } => ({
    calls: 0,
    ...noNames,
    weigh() {
      this.calls += 1;
      return weight;
    },
    explain: () => ({ weight, fields: [...levels({ email: 'exact' }), ...levels({ city: 'different' }, -2), ...levels({ prior: 'before any comparison' }, 1)] }),
  });

  it('are weighed as the records are now, and say which fields agree and which only tell how they were weighed', () => {
    const [edge] = likelyEdges({ scorer: scorer(7), features: all, pairs: [[one.id, other.id]] });
    expect(edge).toMatchObject({ rule: 'probabilistic', a: one.id, b: other.id, weight: 7, fields: ['email'], telling: true, evidence: { a: [], b: [] }, decision: null });
  });

  it('are left out where one of the two is gone', () => {
    expect(likelyEdges({ scorer: scorer(7), features: new Map([[one.id, one]]), pairs: [[one.id, other.id]] })).toEqual([]);
    expect(weigher({ scorer: scorer(7), features: new Map([[one.id, one]]), pairs: [] })(one.id, other.id)).toBeNull();
  });

  it('are weighed once, whichever record is named first', () => {
    const counting = scorer(7);
    const weigh = weigher({ scorer: counting, features: all, pairs: [] });
    expect([weigh(one.id, other.id), weigh(other.id, one.id), counting.calls]).toEqual([7, 7, 1]);
  });
});
