import { createPulse, type PulseOptions } from '../../../ingest/pulse.ts';
import { deferred } from '../datasources/upstream/fixtures.ts';

/** A pulse whose time passes as it is waited for, and what it did: `round` and `between` with the time at which they began. */
function beating(options: Partial<PulseOptions> & Pick<PulseOptions, 'round'>) {
  let nowMs = 0;
  const done: [string, number][] = [];
  const warnings: [object, string][] = [];
  const pulse = createPulse({
    between: async () => undefined,
    intervalMs: 3_000,
    logger: { info: () => undefined, warn: (fields, message) => void warnings.push([fields, message]) },
    clock: {
      nowMs: () => nowMs,
      async wait(ms) {
        nowMs += ms;
      },
    },
    ...options,
    round(signal) {
      done.push(['round', nowMs]);
      return options.round(signal);
    },
    ...(options.between && {
      between(signal) {
        done.push(['between', nowMs]);
        return options.between!(signal);
      },
    }),
  });
  return { pulse, done, warnings, pass: (ms: number) => void (nowMs += ms) };
}

/** Resolves when it has been called `times` times. */
function counted(times: number, each: (time: number) => void = () => undefined) {
  const reached = deferred<void>();
  let calls = 0;
  const call = async (): Promise<void> => {
    calls += 1;
    if (calls === times) reached.resolve();
    each(calls);
  };
  return { call, reached: reached.promise };
}

describe('the pulse of ingest', () => {
  it('goes on after a failing round, which is logged without what it said', async () => {
    const rounds = counted(4, (time) => {
      if (time < 3) throw new TypeError('ada@example.com is garbage');
    });
    const { pulse, done, warnings } = beating({ round: rounds.call });
    pulse.start();
    await rounds.reached;
    await pulse.stop();
    expect(done.slice(0, 4)).toEqual([['round', 0], ['round', 3_000], ['round', 6_000], ['round', 9_000]]);
    expect(warnings).toEqual(Array(2).fill([{ error: 'TypeError' }, 'A round of ingest did not come to its end.']));
  });

  it('makes no round before the interval has passed when it begins resting, and looks into the inbox meanwhile', async () => {
    const rounds = counted(2);
    const { pulse, done } = beating({ round: rounds.call, between: async () => undefined });
    pulse.start('resting');
    await rounds.reached;
    await pulse.stop();
    expect(done.slice(0, 3)).toEqual([['between', 1_000], ['round', 3_000], ['between', 4_000]]);
  });

  it('goes on after a failing look into the inbox', async () => {
    const rounds = counted(2);
    const { pulse, warnings } = beating({ round: rounds.call, between: () => Promise.reject(new Error('store')) });
    pulse.start();
    await rounds.reached;
    await pulse.stop();
    expect(warnings[0]).toEqual([{ error: 'Error' }, expect.any(String)]);
  });

  it('does not call it a failure that a round was stopped', async () => {
    const begun = deferred<void>();
    const { pulse, warnings } = beating({
      round: (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('stopped')));
          begun.resolve();
        }),
    });
    pulse.start();
    await begun.promise;
    await pulse.stop();
    expect(warnings).toEqual([]);
  });

  it('ends after what it has in hand, and begins nothing more', async () => {
    const [begun, held] = [deferred<void>(), deferred<void>()];
    let ended = false;
    const { pulse, done } = beating({
      async round() {
        begun.resolve();
        await held.promise;
        ended = true;
      },
    });
    pulse.start();
    await begun.promise;
    const stopped = pulse.stop();
    held.resolve();
    await stopped;
    expect(ended).toBe(true);
    expect(done).toEqual([['round', 0]]);
  });

  it('looks into the inbox once a second between rounds, but not just before one', async () => {
    const rounds = counted(2);
    const { pulse, done } = beating({ round: rounds.call, between: async () => undefined });
    pulse.start();
    await rounds.reached;
    await pulse.stop();
    expect(done.slice(0, 3)).toEqual([['round', 0], ['between', 1_000], ['round', 3_000]]);
  });

  it('begins the next round at once where one lasted longer than the interval', async () => {
    const rounds = counted(2, () => pass(5_000));
    const { pulse, done, pass } = beating({ round: rounds.call });
    pulse.start();
    await rounds.reached;
    await pulse.stop();
    expect(done.slice(0, 2)).toEqual([['round', 0], ['round', 5_000]]);
  });

  it('beats once however often it is started, and again after it was stopped', async () => {
    const begun = [deferred<void>(), deferred<void>()];
    let rounds = 0;
    const { pulse } = beating({
      round: (signal) => {
        begun[rounds]!.resolve();
        rounds += 1;
        return new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
    });
    pulse.start();
    pulse.start();
    await begun[0]!.promise;
    await pulse.stop();
    expect(rounds).toBe(1);
    pulse.start();
    await begun[1]!.promise;
    await pulse.stop();
    expect(rounds).toBe(2);
  });

  it('stops at once while it waits, by the clock of the machine', async () => {
    const { reached, call } = counted(1);
    const pulse = createPulse({ round: call, between: async () => undefined, intervalMs: 600_000, logger: { info: () => undefined, warn: () => undefined } });
    pulse.start();
    await reached;
    await pulse.stop();
  });
});
