/**
 * Every role x every field x every way to write it. What the hand-written tables do not grant must be null, said to be
 * FORBIDDEN once, and never have been fetched.
 */
import { isObjectType, type GraphQLObjectType } from 'graphql';
import type { ClassTable } from '../../directives/classified.ts';
import { ROLES, type Role } from '../../domain/principal.ts';
import type { EngineBody } from '../../gateway/engine/engine.ts';
import { caller } from './callers.ts';
import { createHarness } from './engine.ts';
import { expectedAccess } from './expected.ts';
import { fieldText, otherPaths, shortestPaths, type Step } from './paths.ts';

const harness = createHarness({}, { limits: { maxSelections: 10_000, maxCost: 1e9, maxAliases: 1_000, maxDirectives: 1_000 } });
const table: ClassTable = harness.engine.table;

interface Shape {
  name: string;
  /** Writes the fields of a type. */
  write(type: GraphQLObjectType, fields: readonly string[]): { selections: string; fragment?: string };
  /** Response key of a field. */
  key(field: string): string;
}

const plain = (field: string): string => field;
const SHAPES: readonly Shape[] = [
  { name: 'direct', write: (_type, fields) => ({ selections: fields.join(' ') }), key: plain },
  { name: 'alias', write: (_type, fields) => ({ selections: fields.map((field) => `z_${field.split(/[( ]/)[0]}: ${field}`).join(' ') }), key: (field) => `z_${field}` },
  { name: 'alias that compiles', write: (_type, fields) => ({ selections: fields.map((field) => `z${field.split(/[( ]/)[0]}: ${field}`).join(' ') }), key: (field) => `z${field}` },
  { name: 'fragment', write: (type, fields) => ({ selections: '...Fields', fragment: `fragment Fields on ${type.name} { ${fields.join(' ')} }` }), key: plain },
  { name: 'inline fragment', write: (type, fields) => ({ selections: `... on ${type.name} { ${fields.join(' ')} }` }), key: plain },
  {
    name: 'inline fragment on an interface',
    write: (type, fields) => ({ selections: type.getInterfaces().reduce((inner, one) => `... on ${one.name} { ${inner} }`, `... on ${type.name} { ${fields.join(' ')} }`) }),
    key: plain,
  },
  { name: '@include', write: (_type, fields) => ({ selections: fields.map((field) => field.replace(/^(\w+(\(.*?\))?)/, '$1 @include(if: $yes)')).join(' ') }), key: plain },
  { name: '@skip', write: (_type, fields) => ({ selections: fields.map((field) => field.replace(/^(\w+(\(.*?\))?)/, '$1 @skip(if: $no)')).join(' ') }), key: plain },
];

const query = (steps: readonly Step[], selections: string, fragment = ''): string => {
  const body = steps.reduceRight((inner, { text, on }) => (on ? `${text} { ... on ${on} { ${inner} } }` : `${text} { ${inner} }`), selections);
  const variables = [...(body + fragment).matchAll(/\$(yes|no)/g)].map((match) => match[1]);
  const head = [...new Set(variables)].map((name) => `$${name}: Boolean!`).join(', ');
  return `query${head ? `(${head})` : ''} { ${body} } ${fragment}`;
};

function follow(data: unknown, keys: readonly string[]): unknown {
  let at = data;
  for (const key of keys) {
    if (Array.isArray(at)) at = at[0];
    if (at == null) return at;
    at = (at as Record<string, unknown>)[key];
  }
  return Array.isArray(at) ? at[0] : at;
}

const accessOf = (role: Role, coordinate: string): 'allow' | 'mask' | 'deny' => {
  const entry = table.get(coordinate);
  return entry ? expectedAccess(role, coordinate, entry.dataClass) : 'deny';
};
const forbidden = (body: EngineBody): string[] => (body.errors ?? []).map((error) => `${error.extensions.code} ${error.path?.join('.')} ${error.extensions.coordinate}`).sort();

/** Asks for all fields of a type at the end of a path, in a shape, and compares everything with the tables. */
async function check(role: Role, steps: readonly Step[], type: GraphQLObjectType, shape: Shape): Promise<void> {
  const fields = Object.values(type.getFields());
  const { selections, fragment } = shape.write(type, fields.map((field) => fieldText(type, field)));
  harness.calls.clear();
  const text = query(steps, selections, fragment);
  const body = await harness.ask(caller(role), text, { yes: true, no: false });
  const keys = steps.map((step) => step.key);
  const deniedAt = steps.findIndex((step) => accessOf(role, step.coordinate) === 'deny');
  if (deniedAt >= 0) {
    const { coordinate } = steps[deniedAt] as Step;
    expect({ text, errors: forbidden(body) }).toEqual({ text, errors: [`FORBIDDEN ${keys.slice(0, deniedAt + 1).join('.')} ${coordinate}`] });
    expect({ text, value: follow(body.data, keys.slice(0, deniedAt + 1)) }).toEqual({ text, value: null });
    expect({ text, calls: harness.calls.get(coordinate) ?? 0 }).toEqual({ text, calls: 0 });
    return;
  }
  const object = follow(body.data, keys) as Record<string, unknown>;
  const denied: string[] = [];
  const masked: string[] = [];
  for (const field of fields) {
    const coordinate = `${type.name}.${field.name}`;
    const key = shape.key(field.name);
    const shown = Array.isArray(object[key]) ? (object[key] as unknown[])[0] : object[key];
    const real = harness.valueOf(coordinate);
    const whole = Array.isArray(real) ? real[0] : real;
    const at = { role, text, coordinate };
    switch (accessOf(role, coordinate)) {
      case 'deny':
        denied.push(`FORBIDDEN ${[...keys, key].join('.')} ${coordinate}`);
        expect({ ...at, shown: object[key], calls: harness.calls.get(coordinate) ?? 0 }).toEqual({ ...at, shown: null, calls: 0 });
        break;
      case 'mask':
        masked.push(coordinate);
        expect({ ...at, shown: String(shown).includes('•'), whole: shown === whole }).toEqual({ ...at, shown: true, whole: false });
        break;
      case 'allow':
        if (typeof whole === 'object' && whole !== null) expect({ ...at, shown: typeof shown }).toEqual({ ...at, shown: 'object' });
        else if (field.name !== 'id') expect({ ...at, shown }).toEqual({ ...at, shown: whole });
        expect({ ...at, fetched: (harness.calls.get(coordinate) ?? 0) > 0, shownAtAll: shown !== null }).toEqual({ ...at, fetched: true, shownAtAll: true });
    }
  }
  expect({ role, text, errors: forbidden(body) }).toEqual({ role, text, errors: denied.sort() });
  expect({ role, text, masked: body.extensions?.['masked'] ?? [] }).toEqual({ role, text, masked: masked.sort() });
}

const objectType = (name: string): GraphQLObjectType => {
  const type = harness.schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no object type.`);
  return type;
};
const shortest = shortestPaths(harness.schema);

it('reaches every object type but the roots and what only a mutation gives', () => {
  const reached = new Set(shortest.keys());
  const all = [...table.keys()].map((coordinate) => coordinate.split('.')[0] as string);
  expect([...new Set(all)].filter((name) => !reached.has(name)).sort()).toEqual(['Mutation', 'Query', 'RecordInteractionPayload', 'Subscription']);
});

describe.each(ROLES)('%s', (role) => {
  it.each(SHAPES)('sees of every field what the tables say, written as $name', async (shape) => {
    for (const [name, steps] of shortest) await check(role, steps, objectType(name), shape);
  });

  it.each(otherPaths())('sees no more by the way "%s" to %s', async (_name, type, steps) => {
    for (const shape of SHAPES.slice(0, 4)) await check(role, steps, objectType(type), shape);
  });

  it('sees no more when a document is run often enough to be compiled', async () => {
    for (let use = 0; use < 4; use += 1) await check(role, shortest.get('Customer') as Step[], objectType('Customer'), SHAPES[0] as Shape);
  });
});
