/** Fields that can hold the value of another field take that field's class: in what is shown, and in what is written down. */
import type { ReadRecord } from '../../../../domain/audit.ts';
import type { DataClass, Role } from '../../../../domain/principal.ts';
import { buildClassTable } from '../../../../directives/classified.ts';
import { coordinatesHeld } from '../../../../directives/held.ts';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { isEnumType, parse, type FieldNode } from 'graphql';
import { loadTypeDefs } from '../../../../schema/load.ts';
import { caller } from '../../../authz/callers.ts';
import { createHarness } from '../../../authz/engine.ts';
import { createWorld } from '../../../support/fakes/context.ts';
import { run } from '../../../support/fakes/graphql.ts';
import { ADA, sample } from '../../../support/fakes/sample.ts';

const records: ReadRecord[] = [];
const harness = createHarness({}, { gates: { audit: (record) => void records.push(record) } });
const provenance = (fields: string, selection = 'value') => `{ customer(id: "1") { provenance(fields: ${fields}) { ${selection} } } }`;

async function told(role: Role, query: string, variables?: Record<string, unknown>) {
  records.length = 0;
  await harness.ask(caller(role), query, variables);
  const { returned, masked, denied, sensitive } = records[0]!.coordinates;
  return { returned: returned.filter((one) => !/^(Query|Provenance|LosingValue)\.|^Customer\.provenance$/.test(one)), masked, denied, sensitive };
}

describe('the audit of provenance', () => {
  it('says that nothing of it was seen where provenance is denied', async () => {
    expect(await told('customer', provenance('[TAX_IDS]'))).toEqual({ returned: [], masked: [], denied: ['Customer.provenance'], sensitive: false });
  });

  it.each(['manager', 'agent'] as const)('says that a tax id was seen shortened by %s, and whole by the steward', async (role) => {
    const query = provenance('[TAX_IDS, BIRTH_DATE, NAME]', 'losing { value }');
    expect(await told(role, query)).toEqual({ returned: ['CustomerName.full'], masked: ['Customer.birthDate', 'TaxIdentifier.value'], denied: [], sensitive: true });
    expect(await told('steward', query)).toEqual({ returned: ['Customer.birthDate', 'CustomerName.full', 'TaxIdentifier.value'], masked: [], denied: [], sensitive: true });
  });

  it('is sensitive for what is asked about, not for provenance as such', async () => {
    expect(await told('agent', provenance('[NAME, ACCOUNT]'))).toEqual({ returned: ['Customer.account', 'CustomerName.full'], masked: [], denied: [], sensitive: false });
    expect(await told('agent', provenance('[TAX_IDS]', 'field rule'))).toEqual({ returned: [], masked: [], denied: [], sensitive: false });
    expect(await told('agent', provenance('PHONES'))).toMatchObject({ returned: ['Phone.value'], sensitive: true });
  });

  it('counts everything that a variable could ask about', async () => {
    const query = 'query ($f: [CustomerField!]!) { customer(id: "1") { provenance(fields: $f) { value } } }';
    const whatever = await told('agent', query, { f: ['NAME'] });
    expect(whatever).toMatchObject({ masked: ['Customer.birthDate', 'TaxIdentifier.value'], sensitive: true });
    expect(whatever.returned).toHaveLength(9);
    expect(await told('agent', query.replace('[CustomerField!]!) {', '[CustomerField!]! = [NAME]) {'))).toEqual(whatever);
    expect(await told('agent', 'query ($f: CustomerField!) { customer(id: "1") { provenance(fields: [NAME, $f]) { value } } }', { f: 'NAME' })).toEqual(whatever);
  });

  it('counts each use of it, wherever its values are', async () => {
    const query = '{ customer(id: "1") { a: provenance(fields: [NAME]) { value } b: provenance(fields: [TAX_IDS]) { losing { ...V } } } } fragment V on LosingValue { v: value }';
    expect(await told('agent', query)).toEqual({ returned: ['CustomerName.full'], masked: ['TaxIdentifier.value'], denied: [], sensitive: true });
  });
});

describe('the audit of compared records', () => {
  const reviews = (selection: string) => `{ matchReviews { edges { node { fields { ${selection} } } } } }`;
  const held = ['Address.postcode', 'Address.street', 'Customer.account', 'Customer.birthDate', 'Customer.loyaltyIds', 'CustomerName.family', 'CustomerName.full', 'CustomerName.given', 'Email.value', 'Phone.value', 'TaxIdentifier.value'];
  const ofValues = (coordinates: readonly string[]) => coordinates.filter((one) => held.includes(one));

  it('says that nothing of it was seen where it is denied', async () => {
    expect(await told('agent', reviews('left'))).toEqual({ returned: [], masked: [], denied: ['Query.matchReviews'], sensitive: false });
  });

  it('counts every value that a row can show, shortened where it would be', async () => {
    const explained = await told('agent', '{ explainMatch(left: "a", right: "b") { fields { right } } }');
    expect(ofValues(explained.masked)).toEqual(['Customer.birthDate', 'TaxIdentifier.value']);
    expect(ofValues(explained.returned)).toEqual(held.filter((one) => !explained.masked.includes(one)));
    expect(explained.sensitive).toBe(true);
    expect(ofValues((await told('steward', reviews('left'))).returned)).toEqual(held);
  });

  it('is not sensitive where levels and weights alone are shown', async () => {
    const shown = await told('steward', reviews('field level weight access'));
    expect([ofValues([...shown.returned, ...shown.masked]), shown.sensitive]).toEqual([[], false]);
  });
});

describe('the fields that provenance can tell of', () => {
  const schema = makeExecutableSchema({ typeDefs: loadTypeDefs() });
  const table = buildClassTable(schema);
  const field = schema.getType('Customer') as unknown as { getFields(): Record<string, never> };
  const kinds = schema.getType('CustomerField');
  const names = isEnumType(kinds) ? kinds.getValues().map(({ name }) => name) : [];
  const coordinateOf = (name: string): string => {
    const [definition] = parse(`{ provenance(fields: [${name}]) { value } }`).definitions;
    const node = (definition as unknown as { selectionSet: { selections: FieldNode[] } }).selectionSet.selections[0]!;
    return coordinatesHeld(field.getFields()['provenance']!, node)![0]!;
  };

  it.each(names)('%s takes the class and the mask of its own field, in each row', async (name) => {
    const entry = table.get(coordinateOf(name))!;
    const world = await createWorld(sample);
    const ask = async (access: Partial<Record<DataClass, 'mask' | 'deny'>>) => {
      world.forget();
      const { data } = await run(world.request({ access }), `{ customer(id: "${ADA}") { provenance(fields: [${name}]) { access value losing { access value } } } }`);
      return data!['customer'].provenance as { access: string; value: string | null; losing: { access: string; value: string }[] }[];
    };
    expect(await ask({ [entry.dataClass]: 'deny' })).toEqual([{ access: 'DENIED', value: null, losing: [] }]);
    expect(world.reader.calls).toEqual([]);
    const whole = await ask({});
    const short = await ask({ [entry.dataClass]: 'mask' });
    expect(whole.length).toBeGreaterThan(0);
    expect(short.map(({ access }) => access)).toEqual(whole.map(() => 'MASKED'));
    // The fakes' mask tells its name and how much it hid.
    const masked = (value: string) => `${entry.mask ?? 'hidden'}(${value.length})`;
    expect(short.map(({ value }) => value)).toEqual(whole.map(({ value }) => masked(value!)));
    expect(short.flatMap(({ losing }) => losing)).toEqual(whole.flatMap(({ losing }) => losing.map(({ value }) => ({ access: 'MASKED', value: masked(value) }))));
  });

  it('are all that there are, and a name for one that is none stops the build', () => {
    expect(names.length).toBe(11);
    expect(names.map((name) => table.get(coordinateOf(name))?.dataClass)).not.toContain(undefined);
    const faulty = (of: string) => () => buildClassTable(makeExecutableSchema({ typeDefs: [...loadTypeDefs(), `extend enum CustomerField { SHOES @holds(field: "${of}") }`] }));
    expect(faulty('Customer.shoes')).toThrow(/CustomerField\.SHOES holds Customer\.shoes, which is no field: name the field/);
    expect(faulty('Provenance.value')).toThrow(/itself holds other fields/);
  });
});
