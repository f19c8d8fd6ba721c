/** Who may pin what: stewards and admins alone, and each of them only fields that they see whole. */
import { ROLES, type Scope } from '../../domain/principal.ts';
import { createWorld, NOW_MS } from '../support/fakes/context.ts';
import { ADA, sample } from '../support/fakes/sample.ts';
import { caller } from './callers.ts';
import { engineOver } from './realEngine.ts';

const EXPIRES = new Date(NOW_MS + 3_600_000).toISOString();
const pin = (value: string) => `mutation { pinValue(input: { customerId: "${ADA}", value: { ${value} }, reason: "Why", expiresAt: "${EXPIRES}" }) { customer { id } } }`;
const unpin = (field: string) => `mutation { unpinValue(input: { customerId: "${ADA}", field: ${field} }) { customer { id } } }`;

async function ask(query: string, role: (typeof ROLES)[number], scopes?: readonly Scope[]) {
  const world = await createWorld(sample);
  world.forget();
  const { body } = await engineOver(world).execute({ query }, caller(role, scopes), { signal: new AbortController().signal, allowMutation: true });
  return { codes: (body.errors ?? []).map(({ extensions }) => extensions.code), calls: world.calls };
}

it.each(ROLES.filter((role) => role !== 'steward' && role !== 'admin'))('%s may neither pin nor unpin, and nothing is read or written', async (role) => {
  for (const query of [pin('account: "C-1"'), unpin('ACCOUNT')]) expect(await ask(query, role)).toEqual({ codes: ['FORBIDDEN'], calls: [] });
});

it.each([
  ['emails: ["a@x.org"]', 'EMAILS'],
  ['phones: ["+34600111222"]', 'PHONES'],
  ['addresses: [{ city: "Leeds" }]', 'ADDRESSES'],
  ['birthDate: "1990-01-02"', 'BIRTH_DATE'],
  ['taxIds: ["12345678Z"]', 'TAX_IDS'],
  ['loyaltyIds: ["L7"]', 'LOYALTY_IDS'],
])('a steward whose token does not open the field can pin no %s, and nothing is read or written', async (value, field) => {
  for (const query of [pin(value), unpin(field)]) expect(await ask(query, 'steward', ['customer:read'])).toEqual({ codes: ['FORBIDDEN'], calls: [] });
});

it.each(['name: { full: "Ada" }', 'account: "C-1"', 'territory: "North"', 'distributor: "D-1"', 'emails: ["a@x.org"]', 'birthDate: "1990-01-02"'])('a steward pins %s', async (value) => {
  const { codes, calls } = await ask(pin(value), 'steward');
  expect(codes).toEqual([]);
  expect(calls.some((call) => call.startsWith('parties.upsert'))).toBe(true);
});
