/** For the suite that calls it: yoga pings an idle stream every 0.3 s instead of every 12 s, which it does where NODE_ENV says so. */
export function useQuickPings(): void {
  const before = process.env['NODE_ENV'];
  beforeAll(() => void (process.env['NODE_ENV'] = 'test'));
  afterAll(() => void (process.env['NODE_ENV'] = before));
}
