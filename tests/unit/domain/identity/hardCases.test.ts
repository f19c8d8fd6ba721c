import { identityConfig } from '../../../../domain/identity/config.ts';
import { party } from '../../../support/partyRecords.ts';
import { createWorld, type World } from './world.ts';

const separate = (world: World, ...refs: string[]) => expect(new Set(refs.map((ref) => world.customerOf(ref))).size).toBe(refs.length);
const together = (world: World, audience: 'staff' | 'outside', ...refs: string[]) => expect(new Set(refs.map((ref) => world.customerOf(ref, audience))).size).toBe(1);

describe('identity keeps apart', () => {
  it('two people of one household who share a telephone', () => {
    const world = createWorld();
    world.see(
      party('shop:party:1', { name: 'Ana|García', phones: '✓+34911234567' }),
      party('desk:party:2', { name: 'Luis|Pérez', phones: '✓+34911234567' }),
    );
    separate(world, 'shop:party:1', 'desk:party:2');
  });

  it('a couple who share a verified e-mail address', () => {
    const world = createWorld();
    world.see(
      party('shop:party:1', { name: 'Ana|García', emails: '✓home@example.com' }),
      party('news:party:2', { name: 'Luis|Pérez', emails: '✓home@example.com' }),
    );
    separate(world, 'shop:party:1', 'news:party:2');
  });

  it('a father and a son of one name with one verified telephone and different birth dates', () => {
    const world = createWorld();
    world.see(
      party('shop:party:1', { name: 'José|Ruiz', phones: '✓+34911234567', birthDate: '1950-01-02' }),
      party('desk:party:2', { name: 'José|Ruiz', phones: '✓+34911234567', birthDate: '1980-05-06' }),
    );
    separate(world, 'shop:party:1', 'desk:party:2');
  });

  it('a record without birth date from either of father and son, since nobody can say whose it is', () => {
    const world = createWorld();
    world.see(
      party('shop:party:1', { name: 'José|Ruiz', emails: '✓ruiz@example.com', birthDate: '1950-01-02' }),
      party('shop:party:2', { name: 'José|Ruiz', emails: '✓ruiz@example.com', birthDate: '1980-05-06' }),
      party('news:party:3', { name: 'José|Ruiz', emails: '✓ruiz@example.com' }),
    );
    separate(world, 'shop:party:1', 'shop:party:2', 'news:party:3');
  });

  it('a father and a son of one name who share a telephone and have mail addresses of their own', () => {
    const world = createWorld();
    world.see(
      party('erp:party:1', { name: 'José Ruiz', phones: '+34911234567', emails: 'old@example.com' }),
      party('desk:party:2', { name: 'José Ruiz', phones: '+34911234567', emails: 'young@example.com' }),
    );
    separate(world, 'erp:party:1', 'desk:party:2');
  });

  it.each([
    ['María José|López', 'María Jesús|López'],
    ['Marta|Gil', 'María|Gil'],
    ['Jack|Shaw', 'Jake|Shaw'],
    ['Ryan|Fox', 'Bryan|Fox'],
    ['Daniel|Cano', 'Daniela|Cano'],
  ])('the twins %s and %s at one address', (one, other) => {
    const world = createWorld();
    const shared = { emails: '✓home@example.com', phones: '✓+34911234567' };
    world.see(party('shop:party:1', { name: one, ...shared }), party('shop:party:2', { name: other, ...shared }));
    separate(world, 'shop:party:1', 'shop:party:2');
  });

  it('the old and the new owner of a telephone number', () => {
    const world = createWorld();
    world.see(party('shop:party:1', { name: 'Ana|García', phones: '✓+34600111222' }));
    world.see(party('desk:party:2', { name: 'Pedro|Sanz', phones: '✓+34600111222' }));
    separate(world, 'shop:party:1', 'desk:party:2');
  });

  it('two different verified tax ids, whatever else agrees', () => {
    const world = createWorld();
    const same = { name: 'Ana|García', emails: '✓ana@example.com', phones: '✓+34600111222', birthDate: '1990-01-01' };
    world.see(party('erp:party:1', { ...same, taxIds: '✓11111112A' }), party('shop:party:2', { ...same, taxIds: '✓22222223B' }));
    separate(world, 'erp:party:1', 'shop:party:2');
  });

  it('two different verified values of whatever is configured as single, and of nothing else', () => {
    const systems = ['erp', 'shop'];
    const records = [
      party('erp:party:1', { name: 'Ana|García', account: 'C-1', emails: '✓ana@example.com', loyaltyIds: '✓L-100' }),
      party('shop:party:2', { name: 'Ana|García', references: [{ meaning: 'identity', by: 'account', value: 'C-1', role: null, from: null, until: null }], emails: '✓garcia@example.com', loyaltyIds: '✓L-200' }),
    ];
    const oneMailbox = createWorld(identityConfig({ single: { email: true, loyaltyId: false } }, systems));
    oneMailbox.see(...records);
    separate(oneMailbox, 'erp:party:1', 'shop:party:2');
    const severalCards = createWorld(identityConfig({ single: { loyaltyId: false } }, systems));
    severalCards.see(...records);
    together(severalCards, 'outside', 'erp:party:1', 'shop:party:2');
  });

  it('two different verified loyalty ids, even where one refers to the other', () => {
    const world = createWorld();
    const reference = { meaning: 'identity', by: 'account', value: 'C-1', role: null, from: null, until: null } as const;
    world.see(
      party('erp:party:1', { name: 'Ana|García', account: 'C-1', loyaltyIds: '✓L-100' }),
      party('shop:party:2', { name: 'Ana|García', references: [reference], loyaltyIds: '✓L-200' }),
    );
    separate(world, 'erp:party:1', 'shop:party:2');
  });

  it('a person and an organisation with one verified mail address', () => {
    const world = createWorld();
    world.see(
      party('erp:party:1', { name: 'Brew Coffee Ltd', kind: 'ORGANISATION', emails: '✓brew@example.com' }),
      party('shop:party:2', { name: 'Brew|Coffee', emails: '✓brew@example.com' }),
    );
    separate(world, 'erp:party:1', 'shop:party:2');
  });

  it('a contact and the organisation that it belongs to', () => {
    const world = createWorld();
    const reference = { meaning: 'relationship', by: 'account', value: 'C-9', role: 'CONTACT_OF', from: null, until: null } as const;
    world.see(
      party('erp:party:1', { name: 'Brew Coffee Ltd', kind: 'ORGANISATION', account: 'C-9' }),
      party('desk:party:2', { name: 'Ana|García', references: [reference] }),
      party('desk:party:3', { name: 'Ana|García', references: [reference] }),
    );
    separate(world, 'erp:party:1', 'desk:party:2', 'desk:party:3');
  });

  it('those who share a role mailbox', () => {
    const world = createWorld();
    world.see(party('shop:party:1', { name: 'Ana|García', emails: '✓info@example.com' }), party('news:party:2', { name: 'Ana|García', emails: '✓info@example.com' }));
    separate(world, 'shop:party:1', 'news:party:2');
  });

  it('those who share a number of one digit over and over', () => {
    const world = createWorld();
    world.see(party('shop:party:1', { name: 'Ana|García', phones: '✓+34600000000' }), party('desk:party:2', { name: 'Ana|García', phones: '✓+34600000000' }));
    separate(world, 'shop:party:1', 'desk:party:2');
  });

  it('everybody with a value that more differently named parties carry than it may have', () => {
    const world = createWorld();
    const names = ['Ana|García', 'Luis|Pérez', 'Rosa|Cano', 'Iván|Marín'];
    names.forEach((name, index) => world.see(party(`shop:party:${index}`, { name, emails: '✓club@example.com' })));
    world.see(party('news:party:9', { name: 'Ana|García', emails: '✓club@example.com' }));
    separate(world, 'shop:party:0', 'news:party:9');
  });

  it('equal names that have nothing else in common', () => {
    const world = createWorld();
    world.see(party('shop:party:1', { name: 'Ana|García' }), party('desk:party:2', { name: 'Ana|García' }));
    separate(world, 'shop:party:1', 'desk:party:2');
  });

  it('a caller without a name from the people of that number', () => {
    const world = createWorld();
    world.see(party('shop:party:1', { name: 'Ana|García', phones: '✓+34600111222' }), party('desk:party:stated-1', { phones: '+34600111222' }));
    separate(world, 'shop:party:1', 'desk:party:stated-1');
  });
});

describe('identity joins for everybody', () => {
  it.each([
    ['an identity reference to an account', { account: 'C-1' }, { references: [{ meaning: 'identity', by: 'account', value: 'C-1', role: null, from: null, until: null }] }, 'reference'],
    ['a verified tax id, a birth date typed wrong notwithstanding', { taxIds: '✓11111112A', birthDate: '1990-01-02' }, { taxIds: '✓11111112A', birthDate: '1990-02-01' }, 'taxId'],
    ['a verified loyalty id', { loyaltyIds: '✓L-1' }, { loyaltyIds: '✓L-1' }, 'loyaltyId'],
    ['a verified e-mail address', { emails: '✓ana@example.com' }, { emails: '✓ana@example.com' }, 'email'],
    ['a verified telephone and names that agree', { phones: '✓+34600111222' }, { phones: '✓+34600111222' }, 'phone'],
  ] as const)('two records with %s', (_, one, other, rule) => {
    const world = createWorld();
    world.see(party('erp:party:1', { name: 'Ana|García', ...one } as Parameters<typeof party>[1]));
    world.see(party('shop:party:2', { name: 'Ana|García López', ...other } as Parameters<typeof party>[1]));
    together(world, 'outside', 'erp:party:1', 'shop:party:2');
    expect(world.link('shop:party:2')).toMatchObject({ rule, withRef: 'erp:party:1', actor: 'gateway' });
    expect(world.link('erp:party:1')).toMatchObject({ rule: 'founded', withRef: null });
  });

  it.each([
    ['accents', 'Begoña|Núñez', 'Begona|Nunez'],
    ['the order of names', 'Ana|García', 'García|Ana'],
    ['two letters swapped', 'Javier|García', 'Jaiver|García'],
    ['an initial', 'John|Smith', 'J.|Smith'],
    ['one letter of the surname', 'Ana|Rodríguez', 'Ana|Rodríguex'],
  ])('names that differ in %s', (_, one, other) => {
    const world = createWorld();
    world.see(party('shop:party:1', { name: one, emails: '✓a@example.com' }), party('news:party:2', { name: other, emails: '✓a@example.com' }));
    together(world, 'outside', 'shop:party:1', 'news:party:2');
  });

  it('a newsletter member without a name with the owner of the verified address', () => {
    const world = createWorld();
    world.see(party('shop:party:1', { name: 'Ana|García', emails: '✓a@example.com' }), party('news:party:2', { emails: '✓a@example.com' }));
    together(world, 'outside', 'shop:party:1', 'news:party:2');
  });
});

describe('identity joins for staff only', () => {
  it.each([
    ['emailAndName', { emails: 'ana@example.com' }],
    ['phoneAndName', { phones: '+34600111222' }],
  ] as const)('two records with the same name and an unverified contact point (%s)', (rule, shared) => {
    const world = createWorld();
    world.see(party('erp:party:1', { name: 'Ana|García', ...shared }));
    world.see(party('desk:party:2', { name: 'García|Ana', ...shared }));
    together(world, 'staff', 'erp:party:1', 'desk:party:2');
    expect(world.customerOf('erp:party:1', 'outside')).not.toBe(world.customerOf('desk:party:2', 'outside'));
    expect(world.customer(world.customerOf('desk:party:2', 'outside')).mergedInto).toMatchObject({ rule, verified: false, refs: ['desk:party:2', 'erp:party:1'] });
  });

  it('nobody by an unverified contact point and names that are only alike', () => {
    const world = createWorld();
    world.see(party('erp:party:1', { name: 'Ana|García', emails: 'a@example.com' }), party('desk:party:2', { name: 'Ana|García López', emails: 'a@example.com' }));
    separate(world, 'erp:party:1', 'desk:party:2');
  });
});
