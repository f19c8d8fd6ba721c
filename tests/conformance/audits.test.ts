import { serverAudits } from 'graphql-http';
import { signSampleToken } from '../../gateway/auth/sampleKeys.ts';
import type { HostKind } from '../../gateway/hosts/createHost.ts';
import { startServer, type TestServer } from './server.ts';

/** GraphQL-over-HTTP audits that a host does not pass, with the reason. Every MUST passes everywhere. */
const NOT_PASSED: Record<HostKind, Record<string, string>> = { node: {}, yoga: {}, apollo: {} };

describe.each(['node', 'yoga', 'apollo'] as const)('GraphQL over HTTP on %s', (kind) => {
  let server: TestServer;
  let token: string;

  beforeAll(async () => {
    server = await startServer(kind);
    token = await signSampleToken(server.issuer, { role: 'admin' });
  });
  afterAll(() => server.close());

  const audits = serverAudits({
    url: () => server.url,
    fetchFn: (url: string, init: RequestInit = {}) =>
      fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` } }),
  });

  it('has 61 audits to pass', () => {
    expect(audits).toHaveLength(61);
  });

  it('names no audit as not passed that begins with MUST', () => {
    const musts = audits.filter((audit) => audit.name.startsWith('MUST')).map((audit) => audit.id);
    expect(Object.keys(NOT_PASSED[kind]).filter((id) => musts.includes(id))).toEqual([]);
  });

  for (const audit of audits) {
    it(`${audit.id} ${audit.name}`, async () => {
      const result = await audit.fn();
      const expected = audit.id in NOT_PASSED[kind] ? 'notice|warn' : 'ok';
      expect({ status: result.status, reason: 'reason' in result ? result.reason : null }).toMatchObject({ status: expect.stringMatching(`^(${expected})$`) });
    });
  }
});
