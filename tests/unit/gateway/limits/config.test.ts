import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig, type GatewayConfig } from '../../../../gateway/config.ts';
import { DEFAULT_LIMITS } from '../../../../gateway/engine/limits.ts';
import { DEFAULT_STREAM_LIMITS } from '../../../../gateway/engine/openStreams.ts';
import { DEFAULT_OVERLOAD_LIMITS } from '../../../../gateway/limits/overload.ts';
import { TRANSPORT_LIMITS } from '../../../../gateway/hosts/createHost.ts';

const MINIMAL = `
auth: { issuers: [{ issuer: https://id.example.com, audience: c360 }] }
sources:
  erp1: { adapter: tryton, kind: erp, url: http://erp.example.com, settings: { username: u, password: p } }
`;

describe('the configuration of limits', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'c360-limits-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const load = (text: string): GatewayConfig => {
    const path = join(folder, 'c360.yml');
    writeFileSync(path, `${MINIMAL}${text}`);
    return loadConfig({ C360_CONFIG: path });
  };
  const problems = (text: string): string[] => {
    try {
      load(text);
    } catch (error) {
      if (error instanceof ConfigError) return error.problems.map(({ key }) => key);
      throw error;
    }
    return [];
  };

  it.each([
    ['limits: { maxConnectionsPerAddress: 99 }', 'limits.maxConnectionsPerAddress'],
    ['limits: { requestTimeoutMs: 18001 }', 'limits.requestTimeoutMs'],
    ['limits: { headersTimeoutMs: 9000, requestTimeoutMs: 8000 }', 'limits.headersTimeoutMs'],
    ['limits: { overload: { minInFlight: 2, maxInFlight: 1 } }', 'limits.overload.minInFlight'],
    ['limits: { overload: { maxLoopDelayMs: 0 } }', 'limits.overload.maxLoopDelayMs'],
    ['rateLimit: { instances: 0 }', 'rateLimit.instances'],
    ['rateLimit: { lookUpsPerHour: 0 }', 'rateLimit.lookUpsPerHour'],
    ['streams: { maxPerPrincipal: 0 }', 'streams.maxPerPrincipal'],
    ['streams: { maxInAll: 500 }\nlimits: { maxConnections: 500 }', 'streams.maxInAll'],
    ['documents: registered', 'documentsPath'],
    ['documents: some', 'documents'],
  ])('is refused: %s', (text, key) => {
    expect(problems(text)).toEqual([key]);
  });

  it('lets a half-sent request live less than 20 s at most', () => {
    const { limits } = load('limits: { requestTimeoutMs: 18000 }');
    expect(limits.requestTimeoutMs + TRANSPORT_LIMITS.timeoutCheckMs).toBeLessThan(20_000);
  });

  it('has the same defaults as engine and hosts have without it', () => {
    const { limits, rateLimit, documents, documentsPath, streams } = load('');
    const { timeoutCheckMs: _checked, ...transport } = TRANSPORT_LIMITS;
    const { maxDocumentLength, ...engine } = DEFAULT_LIMITS;
    expect(limits).toEqual({ ...engine, ...transport, maxBodyBytes: maxDocumentLength, overload: DEFAULT_OVERLOAD_LIMITS });
    expect(rateLimit).toEqual({ requestsPerMinute: 6_000, costPerMinute: 600_000, lookUpsPerHour: 1_000, chatbotLookUpsPerHour: 200, instances: 1 });
    expect(DEFAULT_STREAM_LIMITS).toMatchObject(streams);
    expect([documents, documentsPath]).toEqual(['any', undefined]);
  });

  it('finds the registered documents beside its file', () => {
    mkdirSync(join(folder, 'documents'));
    expect(load('documents: registered\ndocumentsPath: documents\n').documentsPath).toBe(join(folder, 'documents'));
  });
});
