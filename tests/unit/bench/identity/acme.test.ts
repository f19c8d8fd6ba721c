import { acmeIdentity } from '../../../../bench/identity/acmeRecords.ts';
import { acmeReport } from '../../../../bench/identity/acmeReport.ts';
import { measureAcme, scoreAcme, type Cut } from '../../../../bench/identity/acmeScore.ts';
import { deterministicPartition } from '../../../../bench/identity/deterministic.ts';
import type { PartyRecord } from '../../../../domain/records.ts';
import { isStoreOnlyRef } from '../../../../domain/statedParty.ts';

const options = { hardCasesAtLeast: 5, people: 600 };
const company = acmeIdentity(77, options);
const byRef = new Map(company.records.map((record) => [record.ref, record]));
const refs = company.records.map(({ ref }) => ref).sort();
const singles: Cut = { parts: refs.map((ref) => [ref]), unions: refs.map((_, i) => [i]) };
const byPerson = (): Cut => {
  const groups = new Map<string, string[]>();
  for (const ref of refs) groups.set(company.personOf.get(ref)!.id, [...(groups.get(company.personOf.get(ref)!.id) ?? []), ref]);
  return { parts: [...groups.values()], unions: [...groups.values()].map((_, i) => [i]) };
};

describe('the records to measure on', () => {
  it('give nothing away by their refs or their order', () => {
    for (const ref of refs) expect(ref).toMatch(/^(tryton|rt|vendure|ghost):party:(stated-)?[0-9a-f]{20}$/);
    const order = company.records.map(({ ref }) => company.personOf.get(ref)!.id);
    const neighbours = order.filter((id, i) => id === order[i + 1]).length;
    expect(neighbours).toBeLessThan(20);
  });
  it('are one for each record of the truth, all refs known', () => {
    expect(new Set(refs).size).toBe(refs.length);
    expect([...company.personOf.keys()].sort()).toEqual(refs);
    for (const { left, right, personId } of company.pairs) expect([company.personOf.get(left)!.id, company.personOf.get(right)!.id]).toEqual([personId, personId]);
  });
  it('are what the adapters make of them: verified where the source says so, references kept', () => {
    const of = (system: string): PartyRecord[] => company.records.filter(({ ref }) => ref.startsWith(`${system}:`));
    expect(of('ghost').every(({ emails }) => emails.every(({ verified }) => verified))).toBe(true);
    expect(of('rt').some(({ emails }) => emails.some(({ verified }) => verified))).toBe(true);
    expect(of('tryton').every(({ account, emails }) => account !== null && emails.every(({ verified }) => !verified))).toBe(true);
    expect(of('tryton').some(({ taxIds }) => taxIds.some(({ verified }) => verified))).toBe(true);
    expect(of('ghost').some(({ references }) => references.some(({ meaning, by }) => meaning === 'identity' && by === 'account'))).toBe(true);
    const contacts = of('tryton').flatMap(({ references }) => references.filter(({ by, role }) => by === 'ref' && role === 'CONTACT_OF'));
    expect(contacts.length).toBeGreaterThan(20);
    for (const { value } of contacts) expect(byRef.get(value)?.kind).toBe('ORGANISATION');
  });
  it('hold guests as what their order states: unverified, without loyalty id or birth date', () => {
    const guests = company.records.filter(({ ref }) => isStoreOnlyRef(ref));
    expect(guests.length).toBeGreaterThan(20);
    for (const { emails, loyaltyIds, birthDate, name } of guests) {
      expect([emails.length, emails[0]!.verified, loyaltyIds, birthDate]).toEqual([1, false, [], null]);
      expect(name.given && name.family).toBeTruthy();
    }
  });
  it('show what a supportable pair is said to rest on', () => {
    const values = (of: { value: string }[]): string[] => of.map(({ value }) => value);
    const shared = (a: string[], b: string[]): boolean => a.some((value) => b.includes(value));
    const holds = (by: string, a: PartyRecord, b: PartyRecord): boolean => {
      switch (by) {
        case 'mailbox':
          return shared(values(a.emails), values(b.emails));
        case 'phone':
          return shared(values(a.phones), values(b.phones));
        case 'reference':
          return [a, b].some(({ references }, i) => references.some(({ meaning, value }) => meaning === 'identity' && value === [b, a][i]!.account));
        case 'birthDate':
          return a.birthDate !== null && a.birthDate === b.birthDate;
        case 'place':
          return shared(values(a.phones), values(b.phones)) || a.addresses.some(({ street, postcode }) => b.addresses.some((other) => other.street === street && other.postcode === postcode));
        case 'nearMailbox':
          return a.emails.length > 0 && b.emails.length > 0 && !shared(values(a.emails), values(b.emails));
        default:
          return shared(values([...a.taxIds, ...a.loyaltyIds]), values([...b.taxIds, ...b.loyaltyIds]));
      }
    };
    for (const { left, right, verdict } of company.pairs) {
      const [a, b] = [byRef.get(left)!, byRef.get(right)!];
      if (verdict.supportable) expect([verdict.by, holds(verdict.by, a, b)]).toEqual([verdict.by, true]);
      expect(a.kind !== b.kind).toBe(!verdict.supportable && verdict.because === 'kindsDiffer');
    }
  });
  it('are the same for the same seed', () => {
    const again = acmeIdentity(77, options);
    expect(JSON.stringify([again.records, again.pairs, again.counts])).toBe(JSON.stringify([company.records, company.pairs, company.counts]));
  });
});

describe('the score', () => {
  it('refuses a partition that leaves records out', () => {
    expect(() => scoreAcme(company, { parts: singles.parts.slice(1), unions: singles.unions.slice(1) })).toThrow('not one of these records');
    expect(() => scoreAcme(company, { parts: singles.parts, unions: singles.unions.slice(1) })).toThrow('not one of these records');
  });
  it('counts every pair of two people, in parts and over pointers apart', () => {
    const [one, two, three] = [...new Map(refs.map((ref) => [company.personOf.get(ref)!.id, ref])).values()] as [string, string, string];
    const rest = refs.filter((ref) => ![one, two, three].includes(ref));
    const parts = [[one, two], [three], ...rest.map((ref) => [ref])];
    const score = scoreAcme(company, { parts, unions: [[0, 1], ...rest.map((_, i) => [i + 2])] });
    expect([score.falseInParts, score.falseInUnions, score.falsePairs.length]).toEqual([1, 2, 3]);
    expect(Object.values(score.falseByLabel).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(3);
  });
  it('finds nothing where nothing is joined and all where every person is one', () => {
    const none = scoreAcme(company, singles);
    expect([none.all.joined, none.falseInParts + none.falseInUnions]).toEqual([0, 0]);
    const all = scoreAcme(company, byPerson());
    expect(all.all).toEqual({ supportable: none.all.supportable, joined: none.all.supportable, inOnePart: none.all.supportable });
    expect([all.hard.joined, all.falsePairs]).toEqual([all.hard.supportable, []]);
    expect(all.truePairs - all.all.supportable).toBe(all.joinedUnsupportable);
    expect(all.hard.supportable).toBeGreaterThan(100);
  });
  it('of the deterministic rules does not depend on the order of arrival', () => {
    const forward = deterministicPartition(company.records, company.config);
    expect(deterministicPartition([...company.records].reverse(), company.config)).toEqual(forward);
    const score = scoreAcme(company, forward);
    expect([score.falseInParts, score.falseInUnions]).toEqual([0, 0]);
    expect(score.all.joined).toBeGreaterThan(score.all.supportable / 2);
    const report = acmeReport([score]);
    expect(report).toContain(`| ${score.all.supportable} |`);
    expect(report).toContain(`| 77 | ${refs.length} |`);
    expect(report).toContain('| twins |');
  });
  it('of a partitioner is taken on each seed in turn, and the partitioner gets nothing but the records', async () => {
    const got: number[] = [];
    const scores = await measureAcme(async (records, config) => {
      got.push(records.length);
      return deterministicPartition(records, config);
    }, [77, 78], options);
    expect(scores.map(({ seed, records }) => [seed, records])).toEqual([[77, got[0]], [78, got[1]]]);
    expect(scores[0]).toEqual(scoreAcme(company, deterministicPartition(company.records, company.config)));
  });
});
