import { parseTokenArguments } from '../../../gateway/cli/token.ts';

describe('token command', () => {
  it.each([
    [[], 'give exactly one role'],
    [['agent', 'admin'], 'give exactly one role'],
    [['root'], 'there is no role root'],
    [['agent', '--scope', 'everything'], 'there is no scope everything'],
    [['customer', '--customer', ''], '--customer needs a value'],
    [['agent', '--tenant', 'x'], "Unknown option '--tenant'"],
  ])('refuses %j', (args, problem) => {
    expect(parseTokenArguments(args)).toEqual({ problem: expect.stringContaining(problem) });
  });

  it('takes references, purpose and several scopes', () => {
    expect(parseTokenArguments(['partner', '--account', 'C-1', '--purpose', 'support', '--scope', 'orders:read', '--scope', 'customer:read'])).toEqual({
      role: 'partner', account: 'C-1', purpose: 'support', scopes: ['orders:read', 'customer:read'],
    });
  });

  it('leaves scopes out where none is named, so that the role has its own', () => {
    expect(parseTokenArguments(['customer', '--customer', 'id-1'])).toEqual({ role: 'customer', customer: 'id-1' });
  });
});
