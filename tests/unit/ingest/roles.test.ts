/** Who pulls and who works: gateways that leave the inbox to workers, workers that leave pulling to gateways. */
import { once } from 'node:events';
import { parseWorkerArguments, workerText } from '../../../gateway/cli/worker.ts';
import { withGrace } from '../../../ingest/grace.ts';
import { createWake } from '../../../ingest/wake.ts';
import { deferred, party } from '../datasources/upstream/fixtures.ts';
import { taking, type Taking } from './taking.ts';

let desk: Taking;
beforeEach(() => {
  desk = taking({}, {}, true);
  for (const id of ['1', '2', '3']) desk.says.set(id, party('desk', id, `${id}@x.example`));
});

const placed = async () => (await desk.store.parties.live(null, 10)).filter(({ link }) => link).map(({ _id }) => _id);
const waiting = async () => (await desk.store.inbox.waiting()).map(({ count }) => count);

describe('a gateway that leaves the inbox to workers', () => {
  it('pulls and takes nothing in, but for what a caller waits for', async () => {
    const gateway = desk.over(desk.store, { works: false });
    await gateway.runOnce();
    expect([await waiting(), desk.calls]).toEqual([[3], []]);
    await gateway.applyNow(['desk:party:2'], AbortSignal.timeout(5_000));
    expect([await placed(), await waiting()]).toEqual([['desk:party:2'], [2]]);
  });
});

describe('a worker that leaves pulling to gateways', () => {
  it('asks no source what changed, and takes in what they found', async () => {
    const worker = desk.over(desk.store, { pulls: false });
    await desk.over(desk.store, { works: false }).runOnce();
    desk.pulled.length = 0;
    await worker.runOnce();
    expect([desk.pulled, await placed(), await waiting()]).toEqual([[], ['desk:party:1', 'desk:party:2', 'desk:party:3'], []]);
  });

  it('places nobody while a first intake is under way: identity learns from all of it first', async () => {
    const worker = desk.over(desk.store, { pulls: false });
    await desk.signal('party', '1', '2');
    await worker.runOnce();
    expect([await waiting(), await placed()]).toEqual([[], []]);
    expect(await desk.store.parties.countLive()).toBe(2);
    await desk.over(desk.store, { works: false }).runOnce();
    await worker.runOnce();
    expect(await placed()).toEqual(['desk:party:1', 'desk:party:2', 'desk:party:3']);
  });

  it('gives back what it has in hand when it is stopped without grace, for the next one at once', async () => {
    const stopping = new AbortController();
    await desk.signal('party', '1');
    desk.hooks.afterAnswer = async () => stopping.abort();
    desk.says.set('1', 'aborted');
    await desk.over(desk.store, { pulls: false }).runOnce(stopping.signal);
    desk.says.set('1', party('desk', '1'));
    const [work] = await desk.store.inbox.lease('next', 'desk', 'party', 5, 1_000);
    expect(work).toMatchObject({ _id: 'desk:party:1', attempts: 0, faults: 0 });
  });
});

describe('a grace', () => {
  it('is none where none is given, and one signal for each', () => {
    const { signal } = new AbortController();
    expect(withGrace(signal, 0)).toBe(signal);
    expect(withGrace(signal, 5)).toBe(withGrace(signal, 5));
  });

  it('lets what is in hand go on until it is over', async () => {
    const stopping = new AbortController();
    const late = withGrace(stopping.signal, 5);
    const ended = once(late, 'abort');
    stopping.abort('stopped');
    expect(late.aborted).toBe(false);
    await ended;
    expect(late.reason).toBe('stopped');
  });
});

describe('waking', () => {
  it('runs once more for all that woke it meanwhile, goes on after a failure, and not after its end', async () => {
    const [begun, held, last] = [deferred<void>(), deferred<void>(), deferred<void>()];
    let runs = 0;
    const failures: unknown[] = [];
    const wake = createWake(async () => {
      runs += 1;
      if (runs === 1) {
        begun.resolve();
        await held.promise;
        throw new Error('store');
      }
      last.resolve();
    }, (error) => void failures.push(error));
    wake.wake();
    await begun.promise;
    for (let times = 0; times < 3; times += 1) wake.wake();
    held.resolve();
    await last.promise;
    await wake.stop();
    wake.wake();
    expect([runs, failures]).toEqual([2, [new Error('store')]]);
  });

  it('has the inbox worked off without waiting for the next look', async () => {
    await desk.work();
    desk.says.set('4', party('desk', '4', '4@x.example'));
    await desk.signal('party', '4');
    desk.ingest.wake();
    for (let turns = 0; turns < 10_000 && (await desk.store.inbox.undone(['desk:party:4'])).size > 0; turns += 1) await new Promise(setImmediate);
    await desk.ingest.stop();
    expect(await placed()).toContain('desk:party:4');
  });
});

describe('npm run worker', () => {
  it('takes nothing but --pull', () => {
    expect(parseWorkerArguments(['--listen'])).toMatchObject({ problem: expect.stringContaining('--listen') });
    expect(parseWorkerArguments(['x'])).toHaveProperty('problem');
    expect([parseWorkerArguments([]), parseWorkerArguments(['--pull'])]).toEqual([{ pulls: false }, { pulls: true }]);
  });

  it('says in one line what it does, and nothing of the address of its store', () => {
    const config = { sources: { erp: {}, shop: {} }, mongoUri: 'mongodb://user:secret@db', dataDir: '/data' } as never;
    const text = workerText(config, true);
    expect(text).toMatch(/^Worker \d+ takes in what waits in the store of MONGODB_URI from erp, shop, and asks them what changed\. Ctrl-C/);
    expect(text).not.toMatch(/secret|\n/);
  });
});
