/**
 * Tests of the matrix itself: one permission is opened at a time. Wherever that changes what some caller gets of a field
 * that it can reach, an assertion of the matrix must fail; where it changes nothing, the case stands in a list.
 */
import { ROLES } from '../../domain/principal.ts';
import { sampled } from '../support/depth.ts';
import { shippedPolicy } from './callers.ts';
import { faultsOfAll } from './check.ts';
import { AMPLE_LIMITS, askEngine, createHarness } from './engine.ts';
import { expectedAccess, type Who } from './expected.ts';
import { decisionsOf, mutantsOf, type Mutant } from './mutants.ts';
import { probesFor, type Probe } from './paths.ts';
import { SHAPES, type Shape } from './shapes.ts';
import { UNCHANGED } from './unchanged.ts';

const harness = createHarness({}, { limits: AMPLE_LIMITS });
const { schema } = harness;
const { table } = harness.engine;
const direct = SHAPES[0] as Shape;

const CALLERS: readonly Who[] = ROLES.flatMap((role): Who[] => [{ role, scopes: 'all' }, { role, scopes: 'none' }]);
const probes = new Map(CALLERS.map((who) => [who, probesFor(schema, (coordinate) => expectedAccess(who, coordinate) !== 'deny').filter(({ family }) => family !== 'edge' && family !== 'nested')]));
const decisions = new Map(CALLERS.map((who) => [who, decisionsOf(schema, who, table, shippedPolicy)]));

/** The matrix's documents that can tell of a mutant: those of its type, or its role. */
function concerning({ coordinate, cell }: Mutant, who: Who): Probe[] {
  const own = probes.get(who) ?? [];
  if (cell) return who.role === cell.role ? own : [];
  const type = coordinate?.split('.')[0];
  return own.filter((probe) => probe.type === type || (probe.operation !== 'query' && probe.steps[0]?.coordinate === coordinate));
}

const mutants = mutantsOf(schema, table);

it('opens every class, every mask and every closed cell', () => {
  expect(mutants.filter(({ name }) => name.endsWith('made public'))).toHaveLength(table.size);
  expect(mutants.filter(({ name }) => name.endsWith('without its mask')).length).toBeGreaterThanOrEqual(14);
  expect(mutants.filter(({ cell }) => cell).length).toBeGreaterThanOrEqual(60);
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
});

it('finds nothing wrong with the gateway as it is', async () => {
  for (const who of CALLERS) expect(await faultsOfAll(askEngine(harness, harness.engine), who, direct, probes.get(who) ?? [])).toEqual([]);
});

interface Outcome {
  name: string;
  /** True if somebody gets another answer for a field within reach. */
  changes: boolean;
  /** True if an assertion of the matrix failed. */
  noticed: boolean;
}

const outcomeOf = (mutant: Mutant): Promise<Outcome> =>
  mutant.run(async (mutated) => {
    const changed = CALLERS.filter((who) => decisionsOf(schema, who, mutated.table, mutated.policy) !== decisions.get(who));
    const asked = askEngine(harness, mutated.engine);
    let noticed = false;
    for (const who of changed.length > 0 ? changed : CALLERS) {
      noticed ||= (await faultsOfAll(asked, who, direct, concerning(mutant, who), true)).length > 0;
      if (noticed) break;
    }
    return { name: mutant.name, changes: changed.length > 0, noticed };
  });

const KINDS: readonly [string, (mutant: Mutant) => boolean][] = [
  ['a class made public', ({ name }) => name.endsWith('made public')],
  ['a mask left out', ({ name }) => name.endsWith('without its mask')],
  ['a closed cell opened', ({ cell }) => cell !== null],
];

it.each(KINDS)('notices %s wherever that shows somebody more, and nowhere else', async (_name, isOfKind) => {
  const own = sampled(mutants.filter(isOfKind), 5);
  const outcomes: Outcome[] = [];
  for (const mutant of own) outcomes.push(await outcomeOf(mutant));
  expect(outcomes.filter(({ changes, noticed }) => changes && !noticed).map(({ name }) => name)).toEqual([]);
  expect(outcomes.filter(({ changes, noticed }) => !changes && noticed).map(({ name }) => name)).toEqual([]);
  const names = new Set(own.map(({ name }) => name));
  expect(outcomes.filter(({ changes }) => !changes).map(({ name }) => name).sort()).toEqual(UNCHANGED.filter((name) => names.has(name)).sort());
}, 120_000);

it('lists no change that is not tried', () => {
  const names = new Set(mutants.map(({ name }) => name));
  expect(UNCHANGED.filter((name) => !names.has(name))).toEqual([]);
});
