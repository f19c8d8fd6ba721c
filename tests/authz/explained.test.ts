/** What `Query.access` tells is what the tables say, for every role and field, and telling it runs nothing. */
import { ROLES } from '../../domain/principal.ts';
import { typeNamed } from './check.ts';
import { AMPLE_LIMITS, createHarness, principalOf } from './engine.ts';
import { expectedAccess, PURPOSES, type Who } from './expected.ts';
import { probesFor } from './paths.ts';
import { documentOf, SHAPES, VARIABLES, type Shape } from './shapes.ts';

const harness = createHarness({}, { limits: AMPLE_LIMITS });
const TOLD = { allow: 'ALLOWED', mask: 'MASKED', deny: 'DENIED' } as const;
const SHAPES_HERE = SHAPES.filter(({ name }) => name === 'direct' || name === '@include') as [Shape, Shape];

async function faultsOf(who: Who, shape: Shape, operation: 'query' | 'mutation' | 'subscription'): Promise<string[]> {
  const all = probesFor(harness.schema, (coordinate) => expectedAccess(who, coordinate) !== 'deny').filter((probe) => probe.operation === operation && probe.family !== 'edge' && probe.family !== 'nested');
  const faults: string[] = [];
  // A subscription has one root field.
  const documents = operation === 'subscription' ? all.map((probe) => [probe]) : [all];
  for (const probes of documents) {
    const document = documentOf(shape, probes, (name) => typeNamed(harness.schema, name));
    const { selections } = await harness.engine.explain({ document, variables: JSON.stringify(VARIABLES) }, principalOf(who));
    const fields = selections.filter(({ coordinate }) => !coordinate.endsWith('.__typename'));
    const closed = new Set(fields.filter(({ coordinate }) => expectedAccess(who, coordinate) === 'deny').map(({ path }) => path));
    const isBelowClosed = (path: string): boolean => path.split('.').some((_part, index, parts) => index > 0 && closed.has(parts.slice(0, index).join('.')));
    for (const { coordinate, path, access, requires } of fields) {
      const expected = isBelowClosed(path) ? 'DENIED' : TOLD[expectedAccess(who, coordinate)];
      if (access !== expected) faults.push(`${path} ${coordinate} is told ${access}, not ${expected}`);
      if (expected === 'DENIED' && requires.length === 0) faults.push(`${path} ${coordinate} is denied, and nothing is said to grant it`);
    }
    const told = new Set(fields.map(({ coordinate }) => coordinate));
    for (const { steps, type } of probes) {
      for (const coordinate of steps.map((step) => step.coordinate)) if (!told.has(coordinate)) faults.push(`${coordinate} is not told of, on the way to ${type}`);
    }
  }
  return faults;
}

it.each(ROLES)('%s is told beforehand what it will get', async (role) => {
  harness.calls.clear();
  const callers: Who[] = [{ role, scopes: 'all' }, { role, scopes: 'none' }, ...Object.keys(PURPOSES).map((purpose): Who => ({ role, scopes: 'all', purpose }))];
  for (const who of callers) {
    for (const shape of SHAPES_HERE) {
      for (const operation of ['query', 'mutation', 'subscription'] as const) expect(await faultsOf(who, shape, operation)).toEqual([]);
    }
  }
  expect(harness.calls.size).toBe(0);
});
