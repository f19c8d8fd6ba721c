import type { ReadRecord } from '../../domain/audit.ts';
import { createLogger } from '../../gateway/logger.ts';
import { accessLog } from '../../gateway/telemetry/accessLog.ts';
import { createOperationNames } from '../../gateway/telemetry/operationNames.ts';
import { createHarness } from '../authz/engine.ts';
import { startServer, type TestServer } from './server.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const GIVEN = 'a'.repeat(32);

describe.each(['node', 'yoga', 'apollo'] as const)('a request id on the %s host', (kind) => {
  let server: TestServer;
  const audited: ReadRecord[] = [];
  const lines: string[] = [];
  const harness = createHarness({ override: { 'Customer.name': () => Promise.reject(new Error('secret of ada@example.com')) } }, { gates: { audit: (record) => void audited.push(record) } });
  beforeAll(async () => {
    const logger = createLogger('info', { write: (text) => void lines.push(text) });
    server = await startServer(kind, { engine: harness.engine, trustedProxies: ['127.0.0.1'], watch: accessLog(logger, createOperationNames()) });
  });
  afterAll(() => server.close());
  const lastLine = async (): Promise<Record<string, unknown>> => {
    while (lines.length === 0) await new Promise((resolve) => setImmediate(resolve));
    return JSON.parse(lines.pop()!) as Record<string, unknown>;
  };

  it('is not taken where it might be a text about somebody', async () => {
    for (const given of ['ada@example.com', '34600111222', `${GIVEN}-x`, 'x'.repeat(200)]) {
      const answer = await server.post({ query: '{ __typename }' }, { headers: { 'x-request-id': given } });
      expect(answer.headers.get('x-request-id')).toMatch(UUID);
      expect(JSON.stringify(await lastLine())).not.toContain(given);
    }
  });

  it('is that of the trusted proxy in the answer, the masked error, the audit and the one line of the log', async () => {
    const answer = await server.post({ query: 'query Card($id: ID!) { customer(id: $id) { name { full } } }', variables: { id: 'ada@example.com' } }, { headers: { 'x-request-id': GIVEN } });
    const body = (await answer.json()) as { errors: { extensions: object }[] };
    expect(answer.headers.get('x-request-id')).toBe(GIVEN);
    expect(body.errors.map(({ extensions }) => extensions)).toEqual([{ code: 'INTERNAL', requestId: GIVEN }]);
    expect(audited.at(-1)).toMatchObject({ requestId: GIVEN });
    const line = await lastLine();
    expect(line).toMatchObject({ msg: 'Request', requestId: GIVEN, operation: 'Card', kind: 'query', outcome: 'INTERNAL', status: 200, role: 'admin', cost: expect.any(Number), durationMs: expect.any(Number) });
    expect(JSON.stringify(line)).not.toContain('ada');
    expect(lines).toEqual([]);
  });

  it('is made for who is refused before GraphQL, and the line says how', async () => {
    const answer = await server.post({ query: '{ __typename }' }, { token: null });
    expect(answer.status).toBe(401);
    expect(await lastLine()).toMatchObject({ requestId: answer.headers.get('x-request-id'), operation: 'none', outcome: 'UNAUTHENTICATED', status: 401, role: null });
  });
});

describe('a request id from an address that is no trusted proxy', () => {
  it('is not taken', async () => {
    const server = await startServer('node', { trustedProxies: ['10.0.0.0/8'] });
    try {
      const answer = await server.post({ query: '{ __typename }' }, { headers: { 'x-request-id': GIVEN } });
      expect(answer.headers.get('x-request-id')).toMatch(UUID);
    } finally {
      await server.close();
    }
  });
});
