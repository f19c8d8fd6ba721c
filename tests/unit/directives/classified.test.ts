import { makeExecutableSchema } from '@graphql-tools/schema';
import { buildClassTable } from '../../../directives/classified.ts';
import { buildCostTable } from '../../../directives/cost.ts';
import { buildInputNeeds } from '../../../directives/reads.ts';
import { DATA_CLASSES } from '../../../domain/principal.ts';
import { loadTypeDefs } from '../../../schema/load.ts';

const withType = (sdl: string) => makeExecutableSchema({ typeDefs: [...loadTypeDefs(), sdl] });

describe('the table of classes', () => {
  it.each([
    ['a field without a class', 'extend type Customer { shoeSize: Int }', /Customer\.shoeSize has no data class: add @classified/],
    ['a field of a type that only a mutation gives', 'type Extra { a: Int } extend type Mutation { make: Extra @classified(as: public) }', /Extra\.a has no data class/],
    ['a non-null field of a class that can be denied', 'extend type Customer { shoeSize: Int! @classified(as: address) }', /Customer\.shoeSize is non-null and of class address/],
    ['a mask on a number', 'extend type Customer { shoeSize: Int @classified(as: address, mask: tail) }', /Customer\.shoeSize has the mask tail but is of type Int/],
    ['a mask on an object', 'extend type Customer { home: Address @classified(as: address, mask: tail) }', /Customer\.home has the mask tail but is of type Address/],
    ['a class that the code does not know', 'extend enum DataClass { shoes } extend type Customer { shoeSize: Int @classified(as: shoes) }', /class shoes, which domain\/principal\.ts does not know/],
    [
      'an interface whose class is weaker than its implementers’',
      'interface Named { label: String @classified(as: public) } type Cat implements Named { label: String @classified(as: taxId) }',
      /Named\.label carries @classified\(as: public\), weaker than what its implementers say \(Cat\.label @classified\(as: taxId\)\)[\s\S]*Remove it there and write it on each implementing field/,
    ],
    ['an interface that states a bound for its implementers', 'interface Owner { shoes: [String!] @listSize(max: 1) }', /Owner\.shoes carries @listSize\(max: 1\)/],
    ['an interface that states a right to filter', 'interface Owner { shoes(size: Int @reads(as: public)): Int }', /Owner\.shoes carries @reads\(as: public\)/],
    [
      'an interface that promises a value where its implementer may be denied one',
      'interface Named { label: String! } type Cat implements Named { label: String @classified(as: taxId) }',
      /Named\.label expects type String! but Cat\.label is type String\.[\s\S]*agree/,
    ],
  ])('stops the build for %s', (_name, sdl, message) => {
    expect(() => buildClassTable(withType(sdl))).toThrow(message);
  });

  it('names every fault at once', () => {
    const faulty = withType('extend type Customer { one: Int two: Int }');
    expect(() => buildClassTable(faulty)).toThrow(/Customer\.one[\s\S]*Customer\.two/);
  });

  it('holds every field of every object type of the schema, and the classes that the code knows', () => {
    const schema = withType('');
    const table = buildClassTable(schema);
    expect(table.get('Email.value')).toEqual({ dataClass: 'contactPoint', mask: 'email' });
    expect(table.get('Customer.id')).toEqual({ dataClass: 'structure', mask: null });
    expect([...table.keys()].some((coordinate) => coordinate.startsWith('Interaction.'))).toBe(false);
    expect(new Set([...table.values()].map((entry) => entry.dataClass))).toEqual(new Set(DATA_CLASSES));
  });
});

describe('the rights that inputs need', () => {
  it.each([
    ['a filter', 'extend input CustomerFilter { shoes: String }', /CustomerFilter\.shoes chooses rows of Query\.customers and says not by what kind of data: add @reads/],
    ['a filter inside a filter', 'input Feet { shoes: [String!] } extend input OrderFilter { feet: Feet }', /Feet\.shoes chooses rows of Customer\.orders/],
    ['an order', 'extend enum CustomerOrder { SHOES_ASC }', /CustomerOrder\.SHOES_ASC chooses rows of Query\.customers/],
    ['a search text', 'extend type Query { seek(text: String!, first: Int): CustomerConnection @classified(as: structure) @listSize(max: 10) }', /Query\.seek\(text:\) chooses rows of Query\.seek/],
    ['a filter of a list of a customer', 'enum Foot { LEFT RIGHT } extend type Customer { steps(first: Int, foot: Foot): CallConnection @classified(as: calls) @listSize(max: 10) }', /Customer\.steps\(foot:\) chooses rows/],
    ['a key to find by', 'extend input CustomerKey { shoe: String }', /CustomerKey\.shoe chooses rows of Query\.customerBy/],
  ])('stop the build where they are not declared: %s', (_name, sdl, message) => {
    expect(() => buildInputNeeds(withType(sdl))).toThrow(message);
  });

  it('are declared throughout', () => {
    expect(() => buildInputNeeds(withType(''))).not.toThrow();
  });
});

describe('the table of costs', () => {
  it.each([
    ['a list without a bound', 'extend type Customer { shoes: [String!] @classified(as: public) }', /Customer\.shoes is a list without a bound/],
    ['a connection without a bound', 'extend type Customer { more(first: Int): OrderConnection @classified(as: orders) }', /Customer\.more is a list without a bound/],
    ['a negative cost', 'extend type Customer { shoe: String @classified(as: public) @cost(weight: -5) }', /Customer\.shoe has a negative cost/],
  ])('stops the build for %s', (_name, sdl, message) => {
    expect(() => buildCostTable(withType(sdl))).toThrow(message);
  });

  it('knows weights, bounds and pages', () => {
    const table = buildCostTable(withType(''));
    expect(table.get('Query.customers')).toMatchObject({ weight: 5, size: { max: 100, assumed: 20 }, connection: true });
    expect(table.get('Customer.emails')).toMatchObject({ weight: 0, rowWeight: 1, size: { max: 50, assumed: 3 }, list: true });
    expect(table.get('Email.value')).toMatchObject({ weight: 0, size: null });
  });
});
