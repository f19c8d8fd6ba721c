import type { Person } from '../../../examples/acme/people/model.ts';
import { hardCasesOf, nameAgreement, verdictOf } from '../../../examples/acme/people/supportable.ts';
import type { Held, World } from '../../../examples/acme/people/supportable.ts';

const held = (some: Partial<Held> = {}): Held => ({
  ref: 'rt:user:somebody',
  personId: 'P-1',
  kind: 'PERSON',
  nameWords: ['garcia', 'lopez', 'maria'],
  nameSlips: [],
  emails: [],
  phones: [],
  birthDate: null,
  place: null,
  identifiers: [],
  account: null,
  sameAs: null,
  cases: [],
  ...some,
});
const other: Person = {
  id: 'P-2', kind: 'person', given: 'María', family: 'García López', name: 'María García López', birthDate: '1950-01-01', lang: 'es', territory: 'Centre', cases: [],
  address: { street: 'Calle Mayor, 1', city: 'Madrid', postalCode: '28001', country: 'ES' },
};
const alone: World = { carriers: () => 1, namesakes: () => [], likenessesBorn: () => [], namesakesThere: () => [] };
const world = (some: Partial<World>): World => ({ ...alone, ...some });
const mine = { value: 'maria.garcia@example.com', is: 'private' } as const;
const slipped = { value: 'mraia.garcia@example.com', is: 'mistyped', of: mine.value } as const;
const office = { value: 'info@bodegas-gil-9.example.com', is: 'role' } as const;
const mobile = { value: '+34600111222', is: 'personal', saysMobile: true } as const;
const ofAPlace = { value: '+441174960001', is: 'personal', saysMobile: false } as const;
const line = { value: '+34911234567', is: 'shared', saysMobile: false } as const;
const mistyped = { nameWords: ['garcia', 'lopez', 'mraia'], nameSlips: ['mistyped'] } as const;
const short = { nameWords: ['garcia', 'lopez', 'mari'], nameSlips: ['shortForm'] } as const;
const because = (reason: string) => ({ supportable: false, because: reason });
const by = (support: string) => ({ supportable: true, by: support });

describe('a pair is not supportable', () => {
  it('when it is no pair of one person: that is no question for these rules', () => {
    expect(() => verdictOf(held(), held({ personId: 'P-2' }), alone)).toThrow('records of one person');
  });
  it('by a name alone, however full', () => {
    expect(verdictOf(held(), held(), alone)).toEqual(because('name'));
  });
  it('when one is a person and the other an organisation, whatever they share', () => {
    const all = { emails: [mine], phones: [mobile], identifiers: ['taxId:1'] };
    expect(verdictOf(held(all), held({ ...all, kind: 'ORGANISATION' }), alone)).toEqual(because('kindsDiffer'));
  });
  it('by a mailbox of a role and the name', () => {
    expect(verdictOf(held({ emails: [office] }), held({ emails: [office] }), alone)).toEqual(because('roleMailbox'));
  });
  it('by a mailbox or number that is in records of somebody else as well', () => {
    const shared = world({ carriers: () => 2 });
    expect(verdictOf(held({ emails: [mine] }), held({ emails: [mine] }), shared)).toEqual(because('name'));
    expect(verdictOf(held({ phones: [mobile] }), held({ phones: [mobile] }), shared)).toEqual(because('name'));
  });
  it("by a household's line and a name that somebody else there has: father and son", () => {
    const there = world({ namesakesThere: () => [other], namesakes: () => [other] });
    expect(verdictOf(held({ phones: [line] }), held({ phones: [line] }), there)).toEqual(because('namesake'));
    expect(verdictOf(held({ place: 'Calle Mayor, 1 28001' }), held({ place: 'Calle Mayor, 1 28001' }), there)).toEqual(because('namesake'));
  });
  it("by a household's line and a name with a slip: twins are one letter apart", () => {
    expect(verdictOf(held({ phones: [line] }), held({ phones: [line], ...mistyped }), alone)).toEqual(because('slips'));
  });
  it('by a birth date and a name with a slip when somebody born that day is called almost so', () => {
    const twin = world({ likenessesBorn: () => [{ ...other, birthDate: '1980-02-03' }] });
    expect(verdictOf(held({ birthDate: '1980-02-03' }), held({ birthDate: '1980-02-03', ...mistyped }), twin)).toEqual(because('namesake'));
  });
  it('by a birth date and a name when somebody of that name was born that day', () => {
    const double = world({ namesakes: () => [{ ...other, birthDate: '1980-02-03' }] });
    expect(verdictOf(held({ birthDate: '1980-02-03' }), held({ birthDate: '1980-02-03' }), double)).toEqual(because('namesake'));
  });
  it('when name and mailbox both have a slip', () => {
    expect(verdictOf(held({ emails: [mine] }), held({ emails: [slipped], ...mistyped }), alone)).toEqual(because('slips'));
  });
  it('by a mailbox with a slip when somebody else bears the name: maria.garcia and maria.garcia2 are two', () => {
    const namesake = world({ namesakes: () => [other] });
    expect(verdictOf(held({ emails: [mine] }), held({ emails: [slipped] }), namesake)).toEqual(because('namesake'));
  });
  it('by a mailbox with a slip that ought to be another one', () => {
    const otherwise = { ...slipped, of: 'maria.g@example.net' };
    expect(verdictOf(held({ emails: [mine] }), held({ emails: [otherwise] }), alone)).toEqual(because('name'));
  });
  it('by one place when each has a mailbox of its own', () => {
    const another = { value: 'mgl@example.net', is: 'private' } as const;
    const at = { phones: [line], place: 'Calle Mayor, 1 28001' };
    expect(verdictOf(held({ ...at, emails: [mine] }), held({ ...at, emails: [another] }), alone)).toEqual(because('mailboxes'));
  });
  it('by a personal number when the names are two slips apart', () => {
    expect(verdictOf(held({ phones: [mobile], ...short }), held({ phones: [mobile], ...mistyped }), alone)).toEqual(because('slips'));
  });
  it('by a number that nothing shows to be a mobile, with a slip or with two mailboxes: so twins, father and son look as well', () => {
    expect(verdictOf(held({ phones: [ofAPlace] }), held({ phones: [ofAPlace], ...mistyped }), alone)).toEqual(because('slips'));
    const another = { value: 'mgl@example.net', is: 'private' } as const;
    expect(verdictOf(held({ phones: [ofAPlace], emails: [mine] }), held({ phones: [ofAPlace], emails: [another] }), alone)).toEqual(because('mailboxes'));
  });
  it('by a recycled number that looks like a line', () => {
    expect(verdictOf(held({ phones: [ofAPlace] }), held({ phones: [ofAPlace] }), world({ carriers: () => 2 }))).toEqual(because('name'));
  });
  it('by two different identifiers or a reference to another account', () => {
    expect(verdictOf(held({ identifiers: ['taxId:1'] }), held({ identifiers: ['taxId:2'] }), alone)).toEqual(because('name'));
    expect(verdictOf(held({ sameAs: 'C-1001' }), held({ account: 'C-1002' }), alone)).toEqual(because('name'));
  });
});

describe('a pair is supportable', () => {
  const both = (some: Partial<Held>, more: Partial<Held> = {}, where = alone) => verdictOf(held(some), held({ ...some, ...more }), where);
  it('by one tax or loyalty id', () => {
    expect(both({ identifiers: ['taxId:1'] })).toEqual(by('identifier'));
  });
  it('by a reference of one to the other, either way round', () => {
    expect(verdictOf(held({ sameAs: 'C-1001' }), held({ account: 'C-1001' }), alone)).toEqual(by('reference'));
    expect(verdictOf(held({ account: 'C-1001' }), held({ sameAs: 'C-1001' }), alone)).toEqual(by('reference'));
  });
  it('by a private mailbox, short form and missing surname notwithstanding', () => {
    expect(verdictOf(held({ emails: [mine], ...short }), held({ emails: [mine], nameWords: ['garcia', 'maria'], nameSlips: ['surnameLeftOut'] }), alone)).toEqual(by('mailbox'));
  });
  it('by a personal number and a name up to one slip', () => {
    expect(both({ phones: [mobile] })).toEqual(by('phone'));
    expect(both({ phones: [mobile] }, mistyped)).toEqual(by('phone'));
  });
  it('by a personal number of which one record alone says that it is a mobile', () => {
    const another = { value: 'mgl@example.net', is: 'private' } as const;
    expect(verdictOf(held({ phones: [ofAPlace], emails: [mine] }), held({ phones: [{ ...ofAPlace, saysMobile: true }], emails: [another] }), alone)).toEqual(by('phone'));
  });
  it('by a whole name and a number that nothing shows to be a mobile, as by any line', () => {
    expect(both({ phones: [ofAPlace] })).toEqual(by('place'));
  });
  it('by birth date and name, with one slip only where nobody born that day is called alike', () => {
    expect(both({ birthDate: '1980-02-03' }, {}, world({ namesakes: () => [other] }))).toEqual(by('birthDate'));
    expect(both({ birthDate: '1980-02-03' }, mistyped)).toEqual(by('birthDate'));
  });
  it('by a whole name that nobody else bears and a mailbox with one slip', () => {
    expect(verdictOf(held({ emails: [slipped] }), held({ emails: [mine] }), alone)).toEqual(by('nearMailbox'));
  });
  it('by a whole name at one place where nobody else bears it', () => {
    expect(both({ phones: [line] }, {}, world({ namesakes: () => [other] }))).toEqual(by('place'));
    expect(verdictOf(held({ place: 'Calle Mayor, 1 28001', emails: [office] }), held({ place: 'Calle Mayor, 1 28001', emails: [mine] }), alone)).toEqual(by('place'));
  });
});

describe('names', () => {
  it('agree wholly without slip, nearly with one or the same, else not', () => {
    expect(nameAgreement(held(), held())).toBe('whole');
    expect(nameAgreement(held(), held(short))).toBe('near');
    expect(nameAgreement(held(short), held(short))).toBe('near');
    expect(nameAgreement(held(short), held(mistyped))).toBe('far');
  });
});

describe('hard cases of a pair', () => {
  it('leave out those whose value neither record shows', () => {
    const cases = ['sharedHouseholdPhone', 'recycledPhone', 'roleMailbox'] as const;
    expect(hardCasesOf(held({ cases }), held())).toEqual([]);
    expect(hardCasesOf(held({ cases, phones: [line] }), held())).toEqual(['sharedHouseholdPhone']);
    expect(hardCasesOf(held({ cases, phones: [mobile] }), held({ emails: [office] }))).toEqual(['recycledPhone', 'roleMailbox']);
  });
  it('take all others from either record', () => {
    expect(hardCasesOf(held({ cases: ['twins'] }), held({ cases: ['guestCheckout', 'twins'] }))).toEqual(['guestCheckout', 'twins']);
  });
});
