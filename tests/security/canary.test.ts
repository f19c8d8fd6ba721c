/**
 * Canary values: Ada's e-mail, telephone, tax id, birth date and street as the sources have them, the callers' tokens and
 * the sources' own credentials. They are driven through every field of a customer by every role, and through failing
 * sources, and must then be in no log, no audit entry, no file of the audit beside the store, and in no answer to a role
 * that may not see them. (Traces and metrics: there are none yet that leave the process.)
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { getNamedType, isInterfaceType, isLeafType, isNonNullType, isObjectType, type GraphQLField, type GraphQLObjectType } from 'graphql';
import { MongoClient } from 'mongodb';
import { ROLES, type DataClass, type Role } from '../../domain/principal.ts';
import { joinEmbeddedMongo } from '../../embedded-mongo/join.ts';
import type { SampleTokenClaims } from '../../gateway/auth/sampleKeys.ts';
import { shippedPolicy } from '../authz/callers.ts';
import { createHarness } from '../authz/engine.ts';
import { useCompany } from './support/company.ts';
import { HOSTS } from './support/probe.ts';
import type { Seen } from './support/seen.ts';

const company = useCompany({ people: 8, logsIntake: true });
const CANARIES: readonly (readonly [value: string, dataClass: DataClass])[] = [
  ['ada@example.com', 'contactPoint'], ['+441632960001', 'contactPoint'], ['GB123456782', 'taxId'], ['1985-12-10', 'birthDate'], ['1 Engine St', 'address'],
];
const { schema } = createHarness().engine;

const ARGUMENTS: Readonly<Record<string, string>> = {
  'Customer.contactPolicy': '(channel: EMAIL, purpose: MARKETING)',
  'Customer.provenance': '(fields: [NAME, EMAILS, PHONES, TAX_IDS, LOYALTY_IDS, BIRTH_DATE, ADDRESSES, ACCOUNT, PREFERRED_LANGUAGE])',
};
/** Every field down to a depth; fields with arguments that must be given are those above. */
function everything(type: GraphQLObjectType, depth: number, aliased = false): string {
  const parts = ['__typename'];
  // Below an interface fields of one name may be of several types.
  const as = (name: string): string => (aliased ? `${type.name}_${name}: ` : '');
  for (const field of Object.values(type.getFields()) as GraphQLField<unknown, unknown>[]) {
    const coordinate = `${type.name}.${field.name}`;
    const named = getNamedType(field.type);
    if (field.args.some(({ type: given, defaultValue }) => isNonNullType(given) && defaultValue === undefined) && !ARGUMENTS[coordinate]) continue;
    const args = ARGUMENTS[coordinate] ?? (field.args.some(({ name }) => name === 'first') ? '(first: 2)' : '');
    if (isLeafType(named)) parts.push(`${as(field.name)}${field.name}${args}`);
    else if (depth > 0 && isObjectType(named)) parts.push(`${as(field.name)}${field.name}${args} { ${everything(named, depth - 1)} }`);
    else if (depth > 0 && isInterfaceType(named)) {
      const each = schema.getPossibleTypes(named).map((one) => `... on ${one.name} { ${everything(one, 0, true)} }`);
      parts.push(`${as(field.name)}${field.name} { ${each.join(' ')} }`);
    }
  }
  return parts.join(' ');
}

/** One field of a customer with all below it, per document: together they would be more than a document may select. */
const documents = (): string[] => {
  const customer = schema.getType('Customer') as GraphQLObjectType;
  return Object.values(customer.getFields()).map((field) => {
    const named = getNamedType(field.type);
    const args = ARGUMENTS[`Customer.${field.name}`] ?? (field.args.some(({ name }) => name === 'first') ? '(first: 2)' : '');
    const below = isObjectType(named) ? ` { ${everything(named, named.name === 'Customer' ? 0 : 3)} }` : '';
    return `query ($id: ID!) { customer(id: $id) { value: ${field.name}${args}${below} } }`;
  });
};

let ada = { id: '', account: '' };
beforeAll(async () => {
  const { body } = await company.ask('node', '{ customerBy(key: {email: "ada@example.com"}) { id account } }', { as: { role: 'admin' } });
  ada = body.data!['customerBy'] as typeof ada;
});
const claims = (role: Role): SampleTokenClaims => ({
  role, subject: `canary-${role}`,
  ...(role === 'customer' && { customer: ada.id }), ...(role === 'corporate' && { account: ada.account }), ...(role === 'distributor' && { distributor: 'D-09' }),
  ...(role === 'partner' && { scopes: ['customer:read', 'customer:pii', 'orders:read', 'tickets:read'] as const }),
});
const hiddenFrom = (role: Role): string[] => CANARIES.filter(([, dataClass]) => shippedPolicy.written(role, dataClass) !== 'allow').map(([value]) => value);

/** Every secret of the test: nothing may write one down. */
async function secrets(): Promise<string[]> {
  const tokens = await Promise.all(ROLES.map((role) => company.token(claims(role))));
  // The other systems' passwords are words (`admin`, `password`) that an entry may hold for other reasons.
  const { rt, vendure, ghost } = company.acme.credentials;
  return [...CANARIES.map(([value]) => value), 'Lovelace', ...tokens, ...tokens.map((token) => token.split('.')[2]!), ghost.adminKey, ghost.adminKey.split(':')[1]!, rt.token, vendure.password];
}

describe.each(HOSTS)('canary values on %s', (host) => {
  it.each(ROLES)('are in no answer of any field to %s that its policy hides', async (role) => {
    const answers: Seen[] = [];
    for (const query of documents()) answers.push(await company.ask(host, query, { as: claims(role), variables: { id: ada.id } }));
    const text = answers.map((answer) => answer.text).join('\n');
    for (const value of hiddenFrom(role)) expect(text).not.toContain(value);
    // The documents are answered: a test that asked nothing would see nothing.
    expect(answers.filter(({ saw }) => /^400/.test(saw)).map(({ text: why }) => why)).toEqual([]);
    if (role === 'admin') for (const [value] of CANARIES) expect(text).toContain(value);
  });

  it.each(ROLES)('are in no answer to %s that searches for them, or meets failing sources', async (role) => {
    const failing = (value: string) => () => ({ status: 500, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ error: value, message: value, errors: [{ message: value }] }) });
    for (const [value] of CANARIES) {
      for (const wire of Object.values(company.wires)) wire.answer = failing(`${value} ${company.acme.credentials.ghost.adminKey}`);
      const answer = await company.ask(host, `query ($v: String!, $id: ID!) {
        a: customerBy(key: {email: $v}) { id } b: customerBy(key: {phone: $v}) { id } c: customerBy(key: {taxId: $v}) { id } d: callerContext(phone: $v) { recognised } e: order(ref: $v) { id }
        f: searchCustomers(text: $v, first: 1) { edges { cursor } } g: customer(id: $id) { emails { value verified } sources { system status } } h: customers(after: $v) { edges { cursor } }
      }`, { as: claims(role), variables: { v: value, id: ada.id } }).finally(() => {
        for (const wire of Object.values(company.wires)) wire.answer = null;
      });
      for (const hidden of hiddenFrom(role)) expect(answer.text).not.toContain(hidden);
      expect(answer.text).not.toContain(company.acme.credentials.ghost.adminKey);
      for (const error of answer.body.errors ?? []) expect(JSON.stringify(error)).not.toContain(value);
    }
  });
});

describe('canary values, after all of that,', () => {
  it('are in no line of the log', async () => {
    const log = company.logged();
    for (const secret of await secrets()) expect(log.includes(secret)).toBe(false);
  });

  it('are in no audit entry, in the store or beside it', async () => {
    const joined = await joinEmbeddedMongo({ dataDir: company.dataDir });
    const client = new MongoClient(joined.uri);
    let entries = '';
    let read = 0;
    try {
      for (const { name } of (await client.db().admin().listDatabases({ nameOnly: true })).databases) {
        const database = client.db(name);
        for (const collection of await database.listCollections().toArray()) {
          if (!collection.name.startsWith('audit')) continue;
          const all = await database.collection(collection.name).find().toArray();
          read += all.length;
          entries += JSON.stringify(all);
        }
      }
    } finally {
      await client.close();
      await joined.close();
    }
    const folder = join(company.dataDir, 'audit');
    if (existsSync(folder)) for (const file of readdirSync(folder)) entries += readFileSync(join(folder, file), 'utf8');
    expect(read).toBeGreaterThan(100);
    for (const secret of await secrets()) expect(entries.includes(secret)).toBe(false);
  });
});
