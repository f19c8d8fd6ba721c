import { createRetryBudget } from '../../../../datasources/upstream/budget.ts';

describe('the retry budget', () => {
  let clock: number;
  beforeEach(() => {
    clock = 0;
  });
  const drain = (budget: ReturnType<typeof createRetryBudget>): number => {
    let taken = 0;
    while (budget.withdraw()) taken += 1;
    return taken;
  };

  it('gives no more than ten in a second in which nothing is asked', () => {
    const budget = createRetryBudget(() => clock);
    expect(drain(budget)).toBe(10);
    clock = 999;
    expect(drain(budget)).toBe(0);
    clock = 1_000;
    expect(drain(budget)).toBe(10);
  });

  it('gives one more for every five requests, and none for four', () => {
    const budget = createRetryBudget(() => clock);
    drain(budget);
    for (let made = 0; made < 4; made += 1) budget.deposit();
    expect(drain(budget)).toBe(0);
    budget.deposit();
    expect(drain(budget)).toBe(1);
    for (let made = 0; made < 100; made += 1) budget.deposit();
    expect(drain(budget)).toBe(20);
  });

  it('forgets requests of more than ten seconds ago', () => {
    const budget = createRetryBudget(() => clock);
    for (let made = 0; made < 100; made += 1) budget.deposit();
    clock = 9_999;
    for (let made = 0; made < 50; made += 1) budget.deposit();
    expect(drain(budget)).toBe(10 + 30);
    for (let made = 0; made < 100; made += 1) budget.deposit();
    clock = 20_000;
    expect(drain(budget)).toBe(10);
  });

  it('spends what is nearest its end first', () => {
    const budget = createRetryBudget(() => clock);
    for (let made = 0; made < 5; made += 1) budget.deposit();
    clock = 5_000;
    for (let made = 0; made < 5; made += 1) budget.deposit();
    for (let taken = 0; taken < 11; taken += 1) expect(budget.withdraw()).toBe(true);
    // What is left was made at 5 s.
    clock = 12_000;
    expect(drain(budget)).toBe(11);
  });

  it('is a fifth and ten per second over any time, however much fails', () => {
    const budget = createRetryBudget(() => clock);
    let taken = 0;
    const requests = 3_000;
    for (let made = 0; made < requests; made += 1) {
      clock = made * 10;
      budget.deposit();
      while (budget.withdraw()) taken += 1;
    }
    expect(taken).toBeLessThanOrEqual(requests / 5 + 10 * 30);
    expect(taken).toBeGreaterThan(requests / 5);
  });
});
