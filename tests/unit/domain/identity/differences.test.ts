/** What may forbid that two records are one party, and what only speaks against it. */
import { identityConfig, type IdentityConfig } from '../../../../domain/identity/config.ts';
import { standingPairs, type Decision } from '../../../../domain/identity/decisions.ts';
import { edgesOf, type Edge } from '../../../../domain/identity/edges.ts';
import { memberOf } from '../../../../domain/identity/member.ts';
import { partition } from '../../../../domain/identity/partition.ts';
import type { PartyRecord } from '../../../../domain/records.ts';
import { party } from '../../../support/partyRecords.ts';
import { createWorld } from './world.ts';

const config = identityConfig({}, ['erp', 'shop', 'news']);
const mailbox = { name: 'José|Ruiz', emails: '✓ruiz@example.com' };
const old = party('erp:party:1', { ...mailbox, birthDate: '1950-01-02' });
const young = party('shop:party:2', { ...mailbox, birthDate: '1980-05-06' });
const undated = party('news:party:3', mailbox);

interface Word {
  /** Bits of every pair of records that the model weighs. */
  bits: number;
  telling?: boolean;
}

/** Cuts the records by the rules and, if given, a model that says the same of each pair. */
function cut(records: PartyRecord[], word?: Word, rules: IdentityConfig = config, decisions: Decision[] = []) {
  const members = records.map(memberOf);
  const { must, apart } = standingPairs(decisions, new Set(records.map(({ ref }) => ref)));
  const likely = records.flatMap(({ ref: a }) => records.flatMap(({ ref: b }): Edge[] =>
    word && a < b ? [{ rule: 'probabilistic', rank: 9, a, b, evidence: { a: [], b: [] }, weight: word.bits, telling: word.telling ?? true, decision: null }] : []));
  const { parts, unions, open } = partition(members, [...edgesOf(members, rules, () => true, must), ...likely], rules, apart, word && (() => word.bits));
  return { parts, unions: unions.map((positions) => positions.flatMap((position) => parts[position]!).sort()), open: open.map(({ rule, a, b }) => [rule, a, b]) };
}

const alone = (...records: PartyRecord[]) => records.map(({ ref }) => [ref]).sort();
const all = (...records: PartyRecord[]) => [records.map(({ ref }) => ref).sort()];

describe('a merge is forbidden, whatever the model says', () => {
  const sure: Word = { bits: 14 };

  it('by two different verified values of what a party has once', () => {
    const two = [party('erp:party:1', { ...mailbox, taxIds: '✓11111112A' }), party('shop:party:2', { ...mailbox, taxIds: '✓22222223B' })];
    expect(cut(two, sure)).toEqual({ parts: alone(...two), unions: alone(...two), open: [] });
  });

  it('by a steward', () => {
    const apart: Decision = { id: 'd1', kind: 'CANNOT_LINK', sides: [[old.ref], [young.ref]], rank: 1, actor: 'sam' };
    expect(cut([old, young], sure, config, [apart])).toEqual({ parts: alone(old, young), unions: alone(old, young), open: [] });
  });

  it('between a person and an organisation', () => {
    const two = [party('erp:party:1', { name: 'Brew Coffee', kind: 'ORGANISATION', emails: '✓brew@example.com' }), party('shop:party:2', { name: 'Brew|Coffee', emails: '✓brew@example.com' })];
    expect(cut(two, sure)).toMatchObject({ unions: alone(...two), open: [] });
  });
});

describe('a different birth date', () => {
  it('leaves two for outside callers whatever the model says: a verified part rests on rules alone', () => {
    for (const bits of [4, 12, 40]) expect(cut([old, young], { bits }).parts).toEqual(alone(old, young));
  });

  it('is weight for staff: less than sure is enough, and nothing telling is not', () => {
    expect(cut([old, young], { bits: 4 }).unions).toEqual(all(old, young));
    expect(cut([old, young], { bits: -1 }).unions).toEqual(alone(old, young));
    expect(cut([old, young], { bits: 4, telling: false }).unions).toEqual(alone(old, young));
  });

  it('leaves a third record, which has none, with neither of the two', () => {
    for (const bits of [-1, 12]) expect(cut([old, young, undated], { bits }).parts).toEqual(alone(old, young, undated));
  });

  it('without a model leaves open every pair that a rule speaks for', () => {
    expect(cut([old, young, undated])).toEqual({
      parts: alone(old, young, undated), unions: alone(old, young, undated),
      open: [['email', old.ref, undated.ref], ['email', old.ref, young.ref], ['email', undated.ref, young.ref]].sort(([, a, b], [, c, d]) => (`${a} ${b}` < `${c} ${d}` ? -1 : 1)),
    });
  });

  it('forbids nothing for staff where the model would join them in spite of it, and tears no third record away', () => {
    expect(cut([old, young, undated], { bits: 12 })).toMatchObject({ unions: all(old, young, undated), open: [] });
  });

  it('does not speak against an identity reference or a verified tax id', () => {
    const two = [party('erp:party:1', { name: 'José|Ruiz', taxIds: '✓11111112A', birthDate: '1950-01-02' }), party('shop:party:2', { name: 'José|Ruiz', taxIds: '✓11111112A', birthDate: '1980-05-06' })];
    expect(cut(two)).toMatchObject({ parts: all(...two), open: [] });
  });
});

describe('the priority of identifiers', () => {
  const byMail = party('erp:party:1', { name: 'Ana|García', emails: '✓ana@example.com' });
  const byCard = party('erp:party:2', { name: 'Ana|García', loyaltyIds: '✓L-1' });
  const both = party('shop:party:3', { name: 'Ana|García', emails: '✓ana@example.com', loyaltyIds: '✓L-1' });
  const decided = (rules?: IdentityConfig) => {
    const world = createWorld(rules);
    world.see(byMail, byCard);
    world.decide('CANNOT_LINK', [[byMail.ref], [byCard.ref]]);
    world.see(both);
    return world.groups('outside');
  };

  it('is that of the rules where none is configured', () => {
    expect(config.rules).toEqual(['founded', 'steward', 'reference', 'taxId', 'loyaltyId', 'email', 'phone', 'emailAndName', 'phoneAndName', 'probabilistic']);
    expect(decided()).toEqual([[byMail.ref], [byCard.ref, both.ref]]);
  });

  it('says with whom a record goes that two identifiers tie to two who are kept apart', () => {
    expect(decided(identityConfig({ priority: ['email', 'loyaltyId'] }, ['erp', 'shop']))).toEqual([[byMail.ref, both.ref], [byCard.ref]]);
  });

  it('puts those left out behind, and never a rule that staff alone see before a verified one', () => {
    expect(identityConfig({ priority: ['phone', 'email'] }, []).rules).toEqual(['founded', 'steward', 'reference', 'phone', 'email', 'taxId', 'loyaltyId', 'phoneAndName', 'emailAndName', 'probabilistic']);
  });
});
