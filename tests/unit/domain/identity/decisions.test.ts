import fc from 'fast-check';
import { standingPairs, type Decision, type DecisionKind } from '../../../../domain/identity/decisions.ts';
import type { PartyRecord } from '../../../../domain/records.ts';
import { party } from '../../../support/partyRecords.ts';
import { createWorld, type World } from './world.ts';

const emptyPlan = { create: [], links: [], pointers: [] };
const groups = (world: World) => world.groups('staff');

describe('a decision', () => {
  const decision = (id: string, kind: DecisionKind, rank: number, ...sides: string[][]): Decision => ({ id, kind, rank, sides, actor: 's' });
  const shown = (decisions: Decision[], refs: string[]) => {
    const { must, apart } = standingPairs(decisions, new Set(refs));
    return { must: must.map(({ a, b }) => a + b), apart: apart.map(({ a, b }) => a + b) };
  };

  it('replaces an earlier one for the pairs that both name, and for no other', () => {
    const merge = decision('d1', 'MUST_LINK', 1, ['a', 'b'], ['c']);
    expect(shown([merge, decision('d2', 'CANNOT_LINK', 2, ['c'], ['a'])], ['a', 'b', 'c'])).toEqual({ must: ['bc'], apart: ['ac'] });
  });

  it('says nothing of two records on one side of it, nor of records that are not there', () => {
    expect(shown([decision('d1', 'MUST_LINK', 1, ['a', 'b'], ['c'], ['d'])], ['a', 'b', 'd'])).toEqual({ must: ['ad', 'bd'], apart: [] });
  });

  it('holds in whatever order decisions are read, also against one that did not know of it', () => {
    const both = [decision('d1', 'MUST_LINK', 3, ['a'], ['b']), decision('d2', 'CANNOT_LINK', 3, ['b'], ['a'])];
    expect(shown(both, ['a', 'b'])).toEqual(shown([...both].reverse(), ['a', 'b']));
  });
});

describe('records that a steward keeps apart', () => {
  it('stay apart whatever agrees', () => {
    const world = createWorld();
    const same = { name: 'Ana|García', emails: '✓a@x.example', taxIds: '✓11111112A' };
    world.see(party('erp:party:1', same), party('shop:party:2', same));
    world.decide('CANNOT_LINK', [['erp:party:1'], ['shop:party:2']]);
    expect(groups(world)).toEqual([['erp:party:1'], ['shop:party:2']]);
    expect(world.link('erp:party:1').customerId).not.toBe(world.link('shop:party:2').customerId);
  });

  it('take with them who matches one of them by a stronger rule', () => {
    const world = createWorld();
    world.see(party('erp:party:1', { name: 'Ana|García', emails: '✓a@x.example' }), party('shop:party:2', { name: 'Ana|García', phones: '✓+34600111222' }));
    world.see(party('news:party:3', { name: 'Ana|García', emails: '✓a@x.example', phones: '✓+34600111222' }));
    expect(groups(world)).toHaveLength(1);
    world.decide('CANNOT_LINK', [['shop:party:2'], ['erp:party:1']]);
    expect(groups(world)).toEqual([['erp:party:1', 'news:party:3'], ['shop:party:2']]);
  });

  it('take with them who matches one of them in more', () => {
    const world = createWorld();
    world.see(party('erp:party:1', { name: 'Ana|García', emails: ['✓a@x.example', '✓b@x.example'] }), party('shop:party:2', { name: 'Ana|García', emails: '✓a@x.example' }));
    world.see(party('news:party:3', { name: 'Ana|García', emails: ['✓a@x.example', '✓b@x.example'] }));
    world.decide('CANNOT_LINK', [['erp:party:1'], ['shop:party:2']]);
    expect(groups(world)).toEqual([['erp:party:1', 'news:party:3'], ['shop:party:2']]);
  });

  it('leave alone who matches both alike, and those by themselves stay together', () => {
    const world = createWorld();
    const same = { name: 'Ana|García', emails: '✓a@x.example' };
    world.see(...[1, 2, 3, 4, 5].map((id) => party(`erp:party:${id}`, same)));
    world.decide('CANNOT_LINK', [['erp:party:1'], ['erp:party:2']]);
    expect(groups(world)).toEqual([['erp:party:1'], ['erp:party:2'], ['erp:party:3', 'erp:party:4', 'erp:party:5']]);
  });

  it('draw each who is next to it where a chain leads from one to the other', () => {
    const world = createWorld();
    const [ab, bc, cd] = ['✓ab@x.example', '✓bc@x.example', '✓cd@x.example'];
    world.see(
      party('erp:party:1', { name: 'Ana|García', emails: ab }),
      party('erp:party:2', { name: 'Ana|García', emails: [ab, bc] }),
      party('erp:party:3', { name: 'Ana|García', emails: [bc, cd] }),
      party('erp:party:4', { name: 'Ana|García', emails: cd }),
    );
    expect(groups(world)).toHaveLength(1);
    world.decide('CANNOT_LINK', [['erp:party:1'], ['erp:party:4']]);
    expect(groups(world)).toEqual([['erp:party:1', 'erp:party:2'], ['erp:party:3', 'erp:party:4']]);
  });
});

describe('records that a steward puts together', () => {
  it('are never a person and an organisation', () => {
    const world = createWorld();
    world.see(party('erp:party:1', { name: 'Brew Ltd', kind: 'ORGANISATION' }), party('shop:party:2', { name: 'Ana|García' }));
    world.decide('MUST_LINK', [['erp:party:1'], ['shop:party:2']]);
    expect(groups(world)).toHaveLength(2);
  });

  it('are one for everybody, birth dates and tax ids notwithstanding', () => {
    const world = createWorld();
    world.see(party('erp:party:1', { name: 'Ana|García', birthDate: '1990-01-01', taxIds: '✓11111112A' }));
    world.see(party('shop:party:2', { name: 'Anna|Garcia', birthDate: '1991-01-01', taxIds: '✓22222223B' }));
    const [older, younger] = [world.customerOf('erp:party:1'), world.customerOf('shop:party:2')];
    world.decide('MUST_LINK', [['shop:party:2'], ['erp:party:1']]);
    expect(world.groups('outside')).toEqual([['erp:party:1', 'shop:party:2']]);
    expect(world.customer(younger).mergedInto).toMatchObject({ customerId: older, rule: 'steward', verified: true, actor: 'steward-1', refs: ['shop:party:2', 'erp:party:1'] });
    expect(world.lineage).toMatchObject([{ kind: 'MERGED', customerId: younger, from: null, to: older, rule: 'steward', actor: 'steward-1', decisionId: 'd1' }]);
  });

  it('let the later of two decisions have a third that both want', () => {
    const world = createWorld();
    world.see(party('erp:party:1', { name: 'Ana' }), party('shop:party:2', { name: 'Eva' }), party('desk:party:3', { name: 'Ada' }));
    world.decide('CANNOT_LINK', [['erp:party:1'], ['shop:party:2']]);
    world.decide('MUST_LINK', [['desk:party:3'], ['erp:party:1']]);
    world.decide('MUST_LINK', [['desk:party:3'], ['shop:party:2']]);
    expect(groups(world)).toEqual([['desk:party:3', 'shop:party:2'], ['erp:party:1']]);
  });
});

describe('merge and split', () => {
  const everything = (world: World, refs: readonly string[]) => {
    const links = refs.map((ref) => world.link(ref));
    const ids = [...new Set(links.map(({ customerId }) => customerId))].sort();
    return { links, pointers: ids.map((id) => world.customer(id).mergedInto), staff: world.groups('staff'), outside: world.groups('outside') };
  };

  it('are inverse, for links, pointers and ids, bystanders included', () => {
    const world = createWorld();
    world.see(party('erp:party:1', { name: 'Ana|García', emails: '✓a@x.example' }), party('news:party:2', { name: 'Ana|García', emails: '✓a@x.example' }));
    world.see(party('shop:party:3', { name: 'Eva|Gil', emails: 'e@x.example' }));
    world.see(party('desk:party:4', { name: 'Eva|Gil', emails: 'e@x.example' }));
    const refs = ['erp:party:1', 'news:party:2', 'shop:party:3', 'desk:party:4'];
    const before = everything(world, refs);
    const merged = world.customerOf('shop:party:3', 'outside');
    world.decide('MUST_LINK', [['erp:party:1', 'news:party:2'], ['shop:party:3']]);
    expect(groups(world)).toHaveLength(1);
    world.decide('CANNOT_LINK', [['shop:party:3'], ['erp:party:1', 'news:party:2']]);
    expect(everything(world, refs)).toEqual(before);
    expect(world.lineage.slice(-2)).toMatchObject([
      { kind: 'MERGED', customerId: merged, decisionId: 'd1' },
      { kind: 'SPLIT', customerId: merged, to: null, decisionId: 'd2', actor: 'steward-1' },
    ]);
  });

  it('let a record that came meanwhile go with the part that it matches best', () => {
    const world = createWorld();
    world.see(party('erp:party:1', { name: 'Ana|García', phones: '✓+34600111222' }));
    world.see(party('shop:party:2', { name: 'Ana|García', emails: '✓e@x.example' }));
    world.decide('MUST_LINK', [['erp:party:1'], ['shop:party:2']]);
    world.see(party('news:party:3', { name: 'Ana|García', emails: '✓e@x.example', phones: '✓+34600111222' }));
    expect(groups(world)).toHaveLength(1);
    world.decide('CANNOT_LINK', [['shop:party:2'], ['erp:party:1']]);
    expect(groups(world)).toEqual([['erp:party:1'], ['news:party:3', 'shop:party:2']]);
  });

  it('write down which decision took a record out of an id', () => {
    const world = createWorld();
    world.see(party('erp:party:1', { name: 'Ana|García', emails: '✓a@x.example' }), party('news:party:2', { name: 'Ana|García', emails: '✓a@x.example' }));
    const id = world.customerOf('erp:party:1');
    world.decide('CANNOT_LINK', [['news:party:2'], ['erp:party:1']]);
    expect(world.lineage).toEqual([expect.objectContaining({ kind: 'MOVED', customerId: id, to: world.customerOf('news:party:2'), refs: ['news:party:2'], decisionId: 'd1', actor: 'steward-1' })]);
  });
});

const shared = { seed: 20_260_611 };
const records = fc
  .array(
    fc.record({
      system: fc.constantFrom('erp', 'shop', 'desk', 'news'),
      kind: fc.constantFrom('PERSON' as const, 'PERSON' as const, 'PERSON' as const, 'ORGANISATION' as const),
      name: fc.constantFrom('Ana|García', 'García|Ana', 'Luis|Pérez', ''),
      emails: fc.subarray(['✓a@x.example', 'a@x.example', '✓b@x.example', 'b@x.example'], { maxLength: 2 }),
      phones: fc.subarray(['✓+34600111222', '+34600111222', '✓+34911234567'], { maxLength: 2 }),
      taxIds: fc.subarray(['✓11111112A', '✓22222223B'], { maxLength: 1 }),
      birthDate: fc.constantFrom(null, null, '1990-01-01', '1960-01-01'),
    }),
    { minLength: 2, maxLength: 7 },
  )
  .map((all) => all.map(({ system, ...parts }, index) => party(`${system}:party:${index}`, parts)));

type Step = { see: PartyRecord } | { decide: { kind: DecisionKind; sides: string[][]; rank: number } };

/** Decisions in their own order, each with a rank, and records, in two orders of what comes when. */
const twoOrders = records.chain((all) => {
  const decision = fc
    .record({ kind: fc.constantFrom<DecisionKind>('MUST_LINK', 'CANNOT_LINK'), of: fc.shuffledSubarray(all.map(({ ref }) => ref), { minLength: 2, maxLength: Math.min(4, all.length) }), cut: fc.nat(2) })
    .map(({ kind, of, cut }) => ({ kind, sides: [of.slice(0, Math.min(1 + cut, of.length - 1)), of.slice(Math.min(1 + cut, of.length - 1))] }));
  return fc.array(decision, { maxLength: 4 }).chain((decisions) => {
    const steps: Step[] = [...all.map((see) => ({ see })), ...decisions.map((each, index) => ({ decide: { ...each, rank: index + 1 } }))];
    return fc.tuple(fc.constant(steps), fc.shuffledSubarray(steps, { minLength: steps.length }), fc.constant(decisions));
  });
});

function played(steps: readonly Step[]): World {
  const world = createWorld();
  for (const step of steps) {
    if ('see' in step) world.see(step.see);
    else world.decide(step.decide.kind, step.decide.sides, step.decide.rank);
  }
  return world;
}

describe('the partition under decisions', () => {
  it('does not depend on the order in which records and decisions come', () => {
    fc.assert(
      fc.property(twoOrders, ([one, other]) => {
        const [first, second] = [played(one), played(other)];
        expect([second.groups('staff'), second.groups('outside')]).toEqual([first.groups('staff'), first.groups('outside')]);
        expect(first.see()).toEqual(emptyPlan);
      }),
      { ...shared, numRuns: 400 },
    );
  });

  it('never holds two records that a steward keeps apart, nor a person and an organisation', () => {
    fc.assert(
      fc.property(twoOrders, ([steps, , decisions]) => {
        const world = played(steps);
        const kinds = new Map(steps.flatMap((step) => ('see' in step ? [[step.see.ref, step.see.kind] as const] : [])));
        const standing = standingPairs(decisions.map((each, index) => ({ ...each, id: String(index), rank: index + 1, actor: 's' })), new Set(kinds.keys()));
        for (const group of groups(world)) {
          expect(standing.apart.filter(({ a, b }) => group.includes(a) && group.includes(b))).toEqual([]);
          expect(new Set(group.map((ref) => kinds.get(ref))).size).toBe(1);
        }
      }),
      { ...shared, numRuns: 400 },
    );
  });

  it('is as before, and so is each id, once the last merge is split again', () => {
    fc.assert(
      fc.property(twoOrders, fc.nat(), fc.nat(), ([steps], left, right) => {
        const world = played(steps);
        const before = { staff: world.groups('staff'), outside: world.groups('outside') };
        const refs = before.outside.flat();
        const [one, other] = [before.outside[left % before.outside.length]!, before.outside[right % before.outside.length]!];
        // Where a rule speaks for a pair, the split is news: who was drawn to both sides is so no more.
        const valuesOf = (group: string[]) => new Set(steps.flatMap((step) => ('see' in step && group.includes(step.see.ref) ? [...step.see.emails, ...step.see.phones, ...step.see.taxIds] : [])).map(({ value }) => value));
        const valuesOfOther = valuesOf(other);
        if (one === other || [...valuesOf(one)].some((value) => valuesOfOther.has(value))) return;
        // Whom the rules had joined for staff by way of a third, the steward has now parted.
        if (before.staff.some((group) => group.includes(one[0]!) && group.includes(other[0]!))) return;
        const idsBefore = refs.map((ref) => [world.customerOf(ref, 'staff'), world.customerOf(ref, 'outside')]);
        world.decide('MUST_LINK', [one, other], 50);
        world.decide('CANNOT_LINK', [one, other], 51);
        expect({ staff: world.groups('staff'), outside: world.groups('outside') }).toEqual(before);
        expect(refs.map((ref) => [world.customerOf(ref, 'staff'), world.customerOf(ref, 'outside')])).toEqual(idsBefore);
      }),
      { ...shared, numRuns: 400 },
    );
  });

  it('has one lineage entry for each change of a pointer or of the id of a record, under an id of its own', () => {
    fc.assert(
      fc.property(twoOrders, ([, steps]) => {
        const { lineage } = played(steps);
        expect(new Set(lineage.map(({ _id }) => _id)).size).toBe(lineage.length);
        for (const { kind, customerId, from, to } of lineage) {
          expect({ kind, hasFrom: from !== null, hasTo: to !== null }).toEqual(
            kind === 'SPLIT' ? { kind, hasFrom: true, hasTo: false } : { kind, hasFrom: kind === 'MOVED' || from !== null, hasTo: true },
          );
          expect(customerId).not.toBe(to);
        }
      }),
      { ...shared, numRuns: 300 },
    );
  });
});
