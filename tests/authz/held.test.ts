/**
 * Values that stand in rows about other fields (provenance): each row takes the rights on the field that it is about, by
 * the hand-written tables, through the engine and the real resolvers.
 */
import type { Scope } from '../../domain/principal.ts';
import { createWorld } from '../support/fakes/context.ts';
import { adaInTryton, ADA, sample } from '../support/fakes/sample.ts';
import { identifier } from '../support/fakes/records.ts';
import { caller } from './callers.ts';
import { expectedAccess, type Who } from './expected.ts';
import { engineOver } from './realEngine.ts';

/** The field that a row is about, as the tables name it: where the class is shortened, this one has the mask. */
const ABOUT: Readonly<Record<string, string>> = {
  NAME: 'CustomerName.full', EMAILS: 'Email.value', PHONES: 'Phone.value', TAX_IDS: 'TaxIdentifier.value', LOYALTY_IDS: 'Customer.loyaltyIds', BIRTH_DATE: 'Customer.birthDate',
  ADDRESSES: 'Address.street', ACCOUNT: 'Customer.account', PREFERRED_LANGUAGE: 'Customer.preferredLanguage', TERRITORY: 'Customer.territory', DISTRIBUTOR: 'Customer.distributor',
};
const TOLD = { allow: 'ALLOWED', mask: 'MASKED', deny: 'DENIED' } as const;
const WHOLE = /Ada King|ada@x\.org|\+34911234567|12345678Z|L7|1815-12-10|Calle 1|000042/;

interface Row {
  field: string;
  value: string | null;
  access: string;
  losing: { value: string | null; access: string }[];
}

const query = `{ customer(id: "${ADA}") { provenance(fields: [${Object.keys(ABOUT).join(', ')}]) { field value access losing { value access } } } }`;
const other = { ...adaInTryton, taxIds: [identifier('12345678Z', true), identifier('87654321X')] };
const customers = sample.customers.map((one) => (one.id === ADA ? { ...one, parties: one.parties.map((party) => (party.ref === other.ref ? other : party)) } : one));

async function rowsFor(who: Who, scopes?: readonly Scope[]): Promise<Row[]> {
  const engine = engineOver(await createWorld({ ...sample, customers }));
  const { body } = await engine.execute({ query }, caller(who.role, scopes), { signal: new AbortController().signal, allowMutation: true });
  expect(body.errors).toBeUndefined();
  return (body.data as { customer: { provenance: Row[] } }).customer.provenance;
}

it.each(['admin', 'steward', 'manager', 'agent'] as const)('%s is shown of each row what it is shown of the field', async (role) => {
  const rows = await rowsFor({ role, scopes: 'all' });
  expect(new Set(rows.map(({ field }) => field))).toEqual(new Set(Object.keys(ABOUT)));
  for (const { field, value, access, losing } of rows) {
    const expected = expectedAccess({ role, scopes: 'all' }, ABOUT[field] as string);
    for (const one of [{ value, access }, ...losing]) {
      expect({ field, access: one.access }).toEqual({ field, access: TOLD[expected] });
      if (expected === 'mask') expect({ field, value: one.value }).toEqual({ field, value: expect.stringMatching(/•|^\d{4}$/) });
      if (expected === 'mask') expect(one.value).not.toMatch(WHOLE);
    }
  }
});

it('shows no value of a row whose field the scopes of the token do not open', async () => {
  const rows = await rowsFor({ role: 'agent', scopes: 'all' }, ['customer:read']);
  const open = new Set(['NAME', 'ACCOUNT', 'PREFERRED_LANGUAGE', 'TERRITORY', 'DISTRIBUTOR']);
  for (const row of rows.filter(({ field }) => !open.has(field))) expect(row).toEqual({ field: row.field, value: null, access: 'DENIED', losing: [] });
  expect(rows.filter(({ field }) => open.has(field)).every(({ access, value }) => access === 'ALLOWED' && value !== null)).toBe(true);
  expect(rows.length).toBeGreaterThanOrEqual(Object.keys(ABOUT).length);
});

it('shows and reads nothing of it to a role that the class of the list is denied', async () => {
  const world = await createWorld({ ...sample, customers });
  const { body } = await engineOver(world).execute({ query }, caller('sales'), { signal: new AbortController().signal, allowMutation: true });
  expect(body).toMatchObject({ data: { customer: { provenance: null } }, errors: [{ path: ['customer', 'provenance'], extensions: { code: 'FORBIDDEN' } }] });
  expect(world.reader.calls).toEqual([]);
});
