import { createOpenStreams, DEFAULT_STREAM_LIMITS } from '../../../../gateway/engine/openStreams.ts';
import { caller } from '../../../authz/callers.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function world(limits: Partial<typeof DEFAULT_STREAM_LIMITS> = {}) {
  const rounds: { intervalMs: number; act: () => void }[] = [];
  const streams = createOpenStreams({ ...DEFAULT_STREAM_LIMITS, ...limits }, (intervalMs, act) => {
    const round = { intervalMs, act };
    rounds.push(round);
    return () => void rounds.splice(rounds.indexOf(round), 1);
  });
  return { streams, rounds };
}

describe('open streams', () => {
  it('have one clock while there are any, often enough to end them within a second', () => {
    const { streams, rounds } = world();
    const places = [streams.enter(caller('agent')), streams.enter(caller('admin'))];
    expect(rounds).toEqual([]);
    for (const place of places) place.watch(async () => undefined, null);
    expect(rounds).toHaveLength(1);
    expect(rounds[0]!.intervalMs).toBeLessThanOrEqual(500);
    for (const place of places) place.leave();
    expect(rounds).toEqual([]);
  });

  it('free a place once, however often they leave', () => {
    const { streams } = world({ maxInAll: 1 });
    const first = streams.enter(caller('agent'));
    first.leave();
    const second = streams.enter(caller('agent'));
    first.leave();
    expect(() => streams.enter(caller('agent'))).toThrow(expect.objectContaining({ code: 'STREAM_LIMIT_REACHED' }));
    second.leave();
    expect(() => streams.enter(caller('agent'))).not.toThrow();
  });

  it('count by who calls: a token of its own is somebody of its own', () => {
    const { streams } = world({ maxPerPrincipal: 1 });
    const token = (id: string) => caller('chatbot', undefined, { issuedToken: { id, requestsPerMinute: null, costPerMinute: null } });
    for (const principal of [caller('agent'), caller('chatbot'), token('a'), token('b'), caller('agent', undefined, { subject: 'another' })]) {
      streams.enter(principal);
      expect(() => streams.enter({ ...principal })).toThrow(expect.objectContaining({ code: 'STREAM_LIMIT_REACHED' }));
    }
  });

  it('are looked at one check at a time, and once more where a notice comes during one', async () => {
    const { streams, rounds } = world();
    const waiting: (() => void)[] = [];
    const check = jest.fn(() => new Promise<void>((resolve) => waiting.push(resolve)));
    streams.enter(caller('agent')).watch(check, 'a');
    rounds[0]!.act();
    rounds[0]!.act();
    streams.recheck('b');
    expect(check).toHaveBeenCalledTimes(1);
    streams.recheck('a');
    waiting.shift()!();
    await turn();
    expect(check).toHaveBeenCalledTimes(2);
    waiting.shift()!();
    await turn();
    rounds[0]!.act();
    expect(check).toHaveBeenCalledTimes(3);
  });
});
