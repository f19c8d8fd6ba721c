import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ACTIVE_MARK } from '../../../operations/parameters/activeParameters.ts';
import { dryRun } from '../../../operations/parameters/dryRun.ts';
import { applyDepsOf } from '../../../operations/decisions/context.ts';
import { createWorld, NOW_MS, type World } from '../../support/fakes/context.ts';
import { run } from '../../support/fakes/graphql.ts';
import { parametersOf } from '../../support/fakes/matchingModel.ts';
import { identifier, party } from '../../support/fakes/records.ts';

const id = (tail: string) => `01900000-0000-7000-8000-0000000000${tail}`;
const named = (full: string) => ({ full, given: full.split(' ')[0]!, family: full.split(' ')[1]! });
const ann = party('tryton:party:1', { name: named('Ann Lee'), birthDate: '1980-05-06', phones: [identifier('+34600111222')], emails: [identifier('ann@x.org')] });
const anna = party('rt:party:2', { name: named('Ann Lee'), birthDate: '1980-05-06', phones: [identifier('+34600111222')], emails: [identifier('ann@x.org')] });
const cal = party('ghost:party:3', { name: named('Cal Roe') });
const dan = party('vendure:party:4', { name: named('Dan Poe') });
const parametersFields = 'version trainedBy activatedAt activatedBy reason active rulesAreConfigured records dryRun { at against records joins splits examples { kind groups { refs } } }';

let world: World;
let parameters: ReturnType<typeof parametersOf>;
const ask = (query: string, subject = 'steward-1') => run(world.request({ role: 'steward', subject, config: { parameters } }), query);
const activate = (version: number, reason = 'Looks right.') => `mutation { activateIdentityParameters(version: ${version}, reason: "${reason}") { version active reason activatedBy } }`;
const dryRunOf = (version: number) => `mutation { dryRunIdentityParameters(version: ${version}) { ${parametersFields} } }`;
const unsettled = async () => (await world.store.parties.unsettled(10)).length;

beforeEach(async () => {
  world = await createWorld({ customers: [{ id: id('a1'), parties: [ann] }, { id: id('a2'), parties: [anna] }, { id: id('c1'), parties: [cal, dan] }] });
  parameters = parametersOf(world.store);
  await parameters.current();
  const stored = (await world.store.parameters.byVersion(7))!;
  await world.store.parameters.add({ ...stored, _id: 8, rulesHash: 'other', trainedBy: 'sam', activatedAt: null, activatedBy: null });
});

describe('activating parameters', () => {
  it('is refused without a dry run, and moves nothing', async () => {
    expect((await ask(activate(8))).errors).toMatchObject([{ code: 'BAD_USER_INPUT', extensions: { argument: 'version' }, message: expect.stringContaining('dryRunIdentityParameters') }]);
    expect([await world.store.marks.get(ACTIVE_MARK), await unsettled()]).toEqual(['7', 0]);
  });

  it.each([
    ['that is older than a day', { at: new Date(NOW_MS - 25 * 3_600_000), against: 7 }],
    ['against another version than the active one', { at: new Date(NOW_MS), against: 6 }],
  ])('is refused with a dry run %s', async (_name, of) => {
    await world.store.parameters.setDryRun(8, { records: 1, joins: 0, splits: 0, examples: [], ...of });
    expect((await ask(activate(8))).errors).toMatchObject([{ code: 'BAD_USER_INPUT', extensions: { argument: 'version' } }]);
    expect(await world.store.marks.get(ACTIVE_MARK)).toBe('7');
  });

  it.each(['', ' ', 'x'.repeat(501)])('is refused for a reason of no or too many characters', async (reason) => {
    await ask(dryRunOf(8));
    expect((await ask(activate(8, reason))).errors).toMatchObject([{ code: 'BAD_USER_INPUT', extensions: { argument: 'reason' } }]);
    expect(await world.store.marks.get(ACTIVE_MARK)).toBe('7');
  });

  it('is refused for a version that there is not', async () => {
    for (const mutation of [activate(9), dryRunOf(9), dryRunOf(0)]) expect((await ask(mutation)).errors).toMatchObject([{ code: 'BAD_USER_INPUT', extensions: { argument: 'version' } }]);
  });

  it('has every record placed anew by the version, and says who did it and why; repeating it finishes what was left', async () => {
    await ask(dryRunOf(8));
    const { data, errors } = await ask(activate(8));
    expect(errors).toEqual([]);
    expect(data!['activateIdentityParameters']).toEqual({ version: 8, active: true, reason: 'Looks right.', activatedBy: 'steward-1' });
    expect([await world.store.marks.get(ACTIVE_MARK), (await parameters.current()).version, await unsettled()]).toEqual(['8', 8, 4]);
    await world.store.parties.settle([ann, anna, cal, dan].map(({ ref }) => ({ ref, epoch: 1 })));
    expect((await ask(activate(8, 'Once more.'), 'other')).data!['activateIdentityParameters']).toMatchObject({ reason: 'Looks right.', activatedBy: 'steward-1' });
    expect(await unsettled()).toBe(4);
    // The one before is no way back without looking.
    expect((await ask(activate(7))).errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
  });
});

describe('a dry run', () => {
  it('lists what would be joined and split, as refs alone, and moves nothing', async () => {
    const { data, errors } = await ask(dryRunOf(8));
    expect(errors).toEqual([]);
    expect(data!['dryRunIdentityParameters']).toEqual({
      version: 8, trainedBy: 'sam', activatedAt: null, activatedBy: null, reason: null, active: false, rulesAreConfigured: false, records: 1_000,
      dryRun: {
        at: new Date(NOW_MS).toISOString(), against: 7, records: 4, joins: 1, splits: 1,
        examples: [
          { kind: 'JOIN', groups: [{ refs: ['rt:party:2'] }, { refs: ['tryton:party:1'] }] },
          { kind: 'SPLIT', groups: [{ refs: ['ghost:party:3'] }, { refs: ['vendure:party:4'] }] },
        ],
      },
    });
    expect([await world.store.marks.get(ACTIVE_MARK), await unsettled()]).toEqual(['7', 0]);
  });

  it('obeys what stewards have decided', async () => {
    const decide = (field: string, left: string, right: string) => `mutation { ${field}(input: {left: "${left}", right: "${right}", reason: "r"}) { decision { id } } }`;
    await ask(decide('confirmMatch', cal.ref, dan.ref));
    await ask(decide('rejectMatch', ann.ref, anna.ref));
    expect((await ask(dryRunOf(8))).data!['dryRunIdentityParameters'].dryRun).toMatchObject({ joins: 0, splits: 0, examples: [] });
  });

  it('is made once for all who ask for it at the same time, and anew afterwards', async () => {
    let made = 0;
    const deps = applyDepsOf(world.request({ config: { parameters } }));
    const reckon = async () => {
      made += 1;
      return { parts: [], unions: [], doubtful: [] };
    };
    const [one, other] = await Promise.all([dryRun(8, deps, reckon), dryRun(8, deps, reckon)]);
    expect([made, other]).toEqual([1, one]);
    await dryRun(8, deps, reckon);
    expect(made).toBe(2);
  });

  it('can be reckoned in a thread, and parameters learned in one, page by page, with the same result', async () => {
    const script = `
      import assert from 'node:assert';
      const { learnInThread, reckonInThread } = await import('./dist/operations/parameters/inThread.js');
      const { identityConfig } = await import('./dist/domain/identity/config.js');
      const { createLearner } = await import('./dist/domain/identity/learn.js');
      const records = ${JSON.stringify([ann, anna, cal])};
      const config = identityConfig({}, ['tryton', 'rt']);
      const pages = async function* () { for (const record of records) yield [record]; };
      const here = createLearner({ config, standsFor: 1 });
      here.add(records);
      assert.deepEqual(await learnInThread(pages(), { config, standsFor: 1 }), here.finish());
      await assert.rejects(learnInThread(async function* () { yield [{}]; yield [{}]; }(), { config, standsFor: 1 }), TypeError);
      console.log(JSON.stringify((await reckonInThread(pages(), { config })).unions));`;
    await promisify(execFile)(process.execPath, ['scripts/build.mjs'], { timeout: 60_000 });
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { timeout: 60_000 });
    expect(JSON.parse(stdout)).toEqual([['ghost:party:3'], ['rt:party:2', 'tryton:party:1']]);
  }, 130_000);
});

describe('the versions', () => {
  it.each([0, 51])('are not shown %i at once', async (first) => {
    expect((await ask(`{ identityParameters(first: ${first}) { version } }`)).errors).toMatchObject([{ code: 'BAD_USER_INPUT', extensions: { argument: 'first' } }]);
  });

  it('are told newest first, with which one holds and whether the configuration has moved on', async () => {
    expect((await ask('{ identityParameters { version active rulesAreConfigured records } }')).data!['identityParameters']).toEqual([
      { version: 8, active: false, rulesAreConfigured: false, records: 1_000 },
      { version: 7, active: true, rulesAreConfigured: true, records: 1_000 },
    ]);
  });

  it('are trained without being activated, with no model where there are too few records', async () => {
    const { data, errors } = await ask('mutation { trainIdentityParameters { version active trainedBy records rulesAreConfigured dryRun { at } } }');
    expect(errors).toEqual([]);
    expect(data!['trainIdentityParameters']).toEqual({ version: 9, active: false, trainedBy: 'steward-1', records: null, rulesAreConfigured: true, dryRun: null });
  });
});
