import fc from 'fast-check';
import type { PartyRecord, PartyReference } from '../../../../domain/records.ts';
import { party } from '../../../support/partyRecords.ts';
import { createWorld } from './world.ts';

const emptyPlan = { create: [], links: [], pointers: [] };

describe('customer ids', () => {
  it('survive in the older one when a record shows that two are one', () => {
    const world = createWorld();
    world.see(party('shop:party:1', { name: 'Ana|García', emails: '✓a@example.com' }));
    world.see(party('news:party:2', { name: 'Ana|García', emails: '✓b@example.com' }));
    const [older, younger] = [world.customerOf('shop:party:1'), world.customerOf('news:party:2')];
    world.see(party('desk:party:3', { name: 'Ana|García', emails: ['✓a@example.com', '✓b@example.com'] }));
    expect(world.customerOf('news:party:2', 'outside')).toBe(older);
    expect(world.customer(younger).mergedInto).toMatchObject({ customerId: older, rule: 'email', verified: true });
    expect(world.link('news:party:2').customerId).toBe(younger);
  });

  it('come back when the record that joined them is gone', () => {
    const world = createWorld();
    world.see(party('shop:party:1', { name: 'Ana|García', emails: '✓a@example.com' }));
    world.see(party('news:party:2', { name: 'Ana|García', emails: '✓b@example.com' }));
    const younger = world.customerOf('news:party:2');
    world.see(party('desk:party:3', { name: 'Ana|García', emails: ['✓a@example.com', '✓b@example.com'] }));
    world.lose('desk:party:3');
    expect(world.customerOf('news:party:2')).toBe(younger);
    expect(world.customer(younger).mergedInto).toBeNull();
  });

  it('stay with the founder when a record loses what tied it, which then gets a new one', () => {
    const world = createWorld();
    world.see(party('shop:party:1', { name: 'Ana|García', emails: '✓a@example.com' }));
    world.see(party('news:party:2', { name: 'Ana|García', emails: '✓a@example.com' }));
    const founder = world.customerOf('shop:party:1');
    world.see(party('news:party:2', { name: 'Luis|Pérez', emails: '✓l@example.com' }));
    expect(world.customerOf('shop:party:1')).toBe(founder);
    expect(world.customerOf('news:party:2')).not.toBe(founder);
    expect(world.link('news:party:2')).toMatchObject({ rule: 'founded', firstCustomerId: founder });
  });

  it('stay with the others when it is the founder that turns into somebody else', () => {
    const world = createWorld();
    world.see(party('shop:party:1', { name: 'Ana|García', emails: '✓a@example.com' }));
    world.see(party('news:party:2', { name: 'Ana|García', emails: '✓a@example.com' }));
    world.see(party('shop:party:1', { name: 'Luis|Pérez', emails: '✓l@example.com' }));
    expect(world.customerOf('shop:party:1')).not.toBe(world.customerOf('news:party:2'));
    expect(world.see()).toEqual(emptyPlan);
  });

  it('withdraw a pointer when the contact point behind it is gone', () => {
    const world = createWorld();
    world.see(party('erp:party:1', { name: 'Ana|García', emails: 'a@example.com' }));
    world.see(party('desk:party:2', { name: 'Ana|García', emails: 'a@example.com' }));
    const younger = world.link('desk:party:2').customerId;
    world.see(party('desk:party:2', { name: 'Ana|García', emails: 'other@example.com' }));
    expect(world.customer(younger).mergedInto).toBeNull();
  });

  it('are parted by the value that comes to be carried by too many', () => {
    const world = createWorld();
    world.see(party('shop:party:1', { name: 'Ana|García', emails: '✓club@example.com' }), party('news:party:2', { name: 'Ana|García', emails: '✓club@example.com' }));
    expect(world.customerOf('shop:party:1')).toBe(world.customerOf('news:party:2'));
    ['Luis|Pérez', 'Rosa|Cano', 'Iván|Marín'].forEach((name, index) => world.see(party(`desk:party:${index}`, { name, emails: 'club@example.com' })));
    expect(world.customerOf('shop:party:1')).not.toBe(world.customerOf('news:party:2'));
  });
});

const worlds = fc
  .array(
    fc.record({
      system: fc.constantFrom('erp', 'shop', 'desk', 'news'),
      kind: fc.constantFrom('PERSON' as const, 'PERSON' as const, 'PERSON' as const, 'ORGANISATION' as const),
      name: fc.constantFrom('Ana|García', 'García|Ana', 'Ana|García López', 'Luis|Pérez', 'Luisa|Pérez', ''),
      emails: fc.subarray(['✓a@example.com', 'a@example.com', '✓b@example.com', 'b@example.com', '✓c@example.com'], { maxLength: 2 }),
      phones: fc.subarray(['✓+34600111222', '+34600111222', '✓+34911234567'], { maxLength: 2 }),
      taxIds: fc.subarray(['✓11111112A', '✓22222223B'], { maxLength: 1 }),
      loyaltyIds: fc.subarray(['✓L-1', '✓L-2'], { maxLength: 1 }),
      birthDate: fc.constantFrom(null, null, '1990-01-01', '1960-01-01'),
      references: fc.constantFrom<PartyReference[]>([], [], [{ meaning: 'identity', by: 'account', value: 'C-1', role: null, from: null, until: null }]),
      account: fc.constantFrom(null, null, 'C-1', 'C-2'),
    }),
    { minLength: 2, maxLength: 8 },
  )
  .map((all) => all.map(({ system, account, ...parts }, index) => party(`${system}:party:${index}`, { ...parts, account: system === 'erp' ? account : null })));

const shuffled = worlds.chain((records) => fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length })));

describe('the partition', () => {
  const groupsOf = (records: readonly PartyRecord[]) => {
    const world = createWorld();
    for (const record of records) world.see(record);
    return { staff: world.groups('staff'), outside: world.groups('outside') };
  };

  it('does not depend on the order of arrival', () => {
    fc.assert(
      fc.property(shuffled, ([records, other]) => {
        expect(groupsOf(other)).toEqual(groupsOf(records));
      }),
      { seed: 20_260_601, numRuns: 400 },
    );
  });

  it('is the same after records came, went and came back, and needs nothing written the second time', () => {
    fc.assert(
      fc.property(shuffled, fc.nat(7), ([records, changed], cut) => {
        const world = createWorld();
        for (const record of records) world.see(record);
        for (const { ref } of changed.slice(0, cut)) world.lose(ref);
        for (const record of changed) world.see(record);
        expect({ staff: world.groups('staff'), outside: world.groups('outside') }).toEqual(groupsOf(records));
        expect(world.see()).toEqual(emptyPlan);
      }),
      { seed: 20_260_602, numRuns: 300 },
    );
  });

  it('never gives an outside caller more than staff, nor joins two verified tax ids', () => {
    fc.assert(
      fc.property(worlds, (records) => {
        const world = createWorld();
        world.see(...records);
        const byRef = new Map(records.map((record) => [record.ref, record]));
        const staff = world.groups('staff');
        for (const part of world.groups('outside')) expect(staff.some((group) => part.every((ref) => group.includes(ref)))).toBe(true);
        for (const group of staff) {
          const verified = new Set(group.flatMap((ref) => byRef.get(ref)!.taxIds.filter(({ verified: isVerified }) => isVerified).map(({ value }) => value)));
          const kinds = new Set(group.map((ref) => byRef.get(ref)!.kind));
          expect(verified.size).toBeLessThanOrEqual(1);
          expect(kinds.size).toBe(1);
        }
      }),
      { seed: 20_260_603, numRuns: 400 },
    );
  });
});
