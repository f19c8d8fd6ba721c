import { hardCaseCounts } from '../../../examples/acme/people/counts.ts';
import { generateCompany, generateRoll } from '../../../examples/acme/people/generate.ts';
import { heldBy } from '../../../examples/acme/people/held.ts';
import { hardCases, varieties } from '../../../examples/acme/people/model.ts';
import type { Company, Person, Variety } from '../../../examples/acme/people/model.ts';
import { truePairs } from '../../../examples/acme/people/pairs.ts';
import { truthOf } from '../../../examples/acme/people/truth.ts';
import { sampled } from '../../support/depth.ts';

const nowMs = Date.UTC(2026, 10, 22);
const measured = (seed: number, atLeast = 50, people?: number): Company =>
  generateCompany({ seed, nowMs, hardCasesAtLeast: atLeast, ...(people === undefined ? {} : { people }) });
const small = measured(41, 6, 700);
const people = new Map(small.people.map((person) => [person.id, person]));
const withVariety = (variety: Variety): Person[] => small.people.filter((person) => person.varieties?.includes(variety));

describe('the company for measuring', () => {
  it('is refused where its people have no room for the hard cases', () => {
    expect(() => measured(1, 50, 300)).toThrow('300 people are too few for 50 of each hard case');
  });
  it('is what nobody gets who does not ask for it: no varieties, other people', () => {
    const shown = generateCompany({ nowMs, seed: 41, people: 700 });
    expect(shown.people.some((person) => person.varieties)).toBe(false);
    expect(truthOf(shown).records.some((record) => record.varieties)).toBe(false);
    expect(shown.people).not.toEqual(small.people);
  });
  it.each(sampled([9101, 9102, 9103, 9104, 9105, 9106, 9107, 9108, 9109, 9110], 4))('has at least 50 of each hard case, all varieties, and supportable pairs of each (seed %i)', (seed) => {
    const roll = generateRoll({ seed, nowMs, hardCasesAtLeast: 50 });
    for (const [label, count] of Object.entries(hardCaseCounts(roll))) expect([label, count >= 50]).toEqual([label, true]);
    const pairs = truePairs(roll);
    const supportable = pairs.filter(({ verdict }) => verdict.supportable);
    expect(supportable.length / pairs.length).toBeGreaterThan(0.9);
    expect(supportable.length).toBeLessThan(pairs.length);
    for (const label of hardCases) expect([label, supportable.filter(({ cases }) => cases.includes(label)).length >= 50]).toEqual([label, true]);
    for (const label of varieties) expect([label, supportable.filter((pair) => pair.varieties.includes(label)).length >= 50]).toEqual([label, true]);
  });
  it('is the same for the same seed, another for another', () => {
    expect(JSON.stringify(measured(41, 6, 700))).toBe(JSON.stringify(small));
    expect(measured(42, 6, 700).people).not.toEqual(small.people);
  });
});

describe('its varieties', () => {
  it('namesakes: strangers of one name in one city', () => {
    const byName = new Map<string, Person[]>();
    for (const person of withVariety('namesake')) byName.set(`${person.name} ${person.address.city}`, [...(byName.get(`${person.name} ${person.address.city}`) ?? []), person]);
    expect(byName.size).toBeGreaterThan(3);
    for (const group of byName.values()) {
      expect(group.length).toBeGreaterThan(1);
      for (const key of ['email', 'mobile', 'birthDate'] as const) expect(new Set(group.map((person) => person[key])).size).toBe(group.length);
      expect(new Set(group.map(({ landline }) => landline))).toEqual(new Set([undefined]));
    }
  });
  it('families: one address and line, children with a surname of each parent, some called like the father', () => {
    const households = new Map<string, Person[]>();
    for (const person of withVariety('family')) households.set(person.householdId!, [...(households.get(person.householdId!) ?? []), person]);
    expect(households.size).toBeGreaterThan(5);
    for (const [father, mother, ...children] of households.values()) {
      const first = (person: Person | undefined): string => person!.family.split(' ')[0]!;
      expect(children.length).toBeGreaterThan(0);
      for (const child of children) {
        expect(child.family).toBe(`${first(father)} ${first(mother)}`);
        expect([child.address, child.landline]).toEqual([father!.address, father!.landline]);
        expect(Number(child.birthDate!.slice(0, 4)) - Number(father!.birthDate!.slice(0, 4))).toBeGreaterThan(15);
      }
    }
    const named = [...households.values()].filter(([father, , ...children]) => children.some(({ given }) => given === father!.given));
    expect(named.length).toBeGreaterThan(0);
  });
  it('short forms and left-out surnames: in one record, labelled, and nothing else of it changed', () => {
    const held = heldBy(small);
    for (const variety of ['shortForm', 'surnameLeftOut'] as const) {
      const varied = held.filter(({ nameSlips }) => nameSlips.includes(variety));
      expect(varied.length).toBeGreaterThan(8);
      expect(new Set(varied.map(({ personId }) => personId)).size).toBe(varied.length);
      for (const { personId, emails, cases } of varied) {
        expect(people.get(personId)!.varieties).toContain(variety);
        expect([cases, emails.every(({ is }) => is === 'private')]).toEqual([[], true]);
      }
    }
    expect(small.shopCustomers.some(({ varieties: of, lastName }) => of?.includes('surnameLeftOut') && !lastName.includes(' '))).toBe(true);
    expect(truthOf(small).records.filter(({ varieties: of }) => of?.includes('shortForm')).length).toBe(held.filter(({ nameSlips }) => nameSlips.includes('shortForm')).length);
  });
});

describe('its truth', () => {
  const truth = truthOf(small);
  const personOf = new Map(truth.records.map(({ ref, personId }) => [ref, personId]));
  it('lists no pair of two people, and none twice', () => {
    for (const list of [truth.unsupportable, truth.hardPairs]) {
      for (const { left, right } of list) {
        expect(personOf.get(left)).toBe(personOf.get(right));
        expect(personOf.has(left)).toBe(true);
      }
      expect(new Set(list.map(({ left, right }) => [left, right].sort().join(' '))).size).toBe(list.length);
    }
  });
  it('says of every pair that it leaves out that the records support it, of no hard case', () => {
    const key = ({ left, right }: { left: string; right: string }): string => `${left} ${right}`;
    const unsupportable = new Set(truth.unsupportable.map(key));
    const hard = new Set(truth.hardPairs.map(key));
    const pairs = truePairs(small);
    expect(pairs.length).toBeGreaterThan(truth.records.length / 2);
    for (const pair of pairs) {
      expect(unsupportable.has(key(pair))).toBe(!pair.verdict.supportable);
      expect(hard.has(key(pair))).toBe(pair.cases.length > 0);
    }
  });
  it('calls no pair supportable of a newsletter member under a mailbox of a role whose note names nobody', () => {
    const mailboxOnly = heldBy(small).filter(
      ({ ref, emails, phones, sameAs }) => ref.startsWith('ghost:') && sameAs === null && phones.length === 0 && emails.every(({ is }) => is === 'role'),
    );
    expect(mailboxOnly.length).toBeGreaterThan(0);
    const refs = new Set(mailboxOnly.map(({ ref }) => ref));
    const theirs = truePairs(small).filter(({ left, right }) => refs.has(left) || refs.has(right));
    expect(theirs.length).toBeGreaterThan(0);
    expect(theirs.filter(({ verdict }) => verdict.supportable)).toEqual([]);
  });
});
