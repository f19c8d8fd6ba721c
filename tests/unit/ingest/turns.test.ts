/** Work that waits while other work goes on coming. */
import { party } from '../datasources/upstream/fixtures.ts';
import { taking } from './taking.ts';

const OFTEN = 100;

it('reaches events while a party changes again each time that it is read', async () => {
  const desk = taking();
  desk.says.set('p1', party('desk', 'p1', 'one@x.example'));
  await desk.signal('party', 'p1');
  await desk.signal('ticket', 't1');
  let changes = 0;
  const again = async (): Promise<void> => {
    desk.clock.nowMs += 10;
    changes += 1;
    if (changes < OFTEN) await desk.signal('party', 'p1');
    desk.hooks.afterAnswer = again;
  };
  desk.hooks.afterAnswer = again;
  await desk.work();
  expect(desk.calls.slice(0, 10).map(([id]) => id)).toContain('t1');
  expect(changes).toBeLessThan(OFTEN);
});
