import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../../../gateway/config.ts';
import { checkDeployment } from '../../../../gateway/doctor/deploymentChecks.ts';
import { lineOf } from '../../../../gateway/doctor/finding.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'c360-doctor-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the doctor, of the deployment', () => {
  it('names the variable or key of each part that does not answer or cannot be used', async () => {
    writeFileSync(join(folder, 'policy.yml'), 'roles: { nobody: {} }\n');
    writeFileSync(
      join(folder, 'c360.yml'),
      'auth: { issuers: [{ issuer: "http://127.0.0.1:1", audience: c360, jwksUri: "http://127.0.0.1:1/keys" }] }\npolicy: policy.yml\n' +
        'sources: { erp: { adapter: tryton, url: "http://127.0.0.1:1/", settings: { username: u, password: p } } }\n',
    );
    const config = loadConfig({ C360_CONFIG: join(folder, 'c360.yml'), DATA_DIR: folder, MONGODB_URI: 'mongodb://127.0.0.1:1', REDIS_URL: 'redis://127.0.0.1:1' });
    const lines: string[] = [];
    for await (const finding of checkDeployment(config, Date.now)) lines.push(lineOf(finding));
    expect(lines).toEqual([
      expect.stringMatching(/^FAIL {2}policy: .+ Change: policy\.$/),
      'FAIL  auth: the keys of 1 of 1 issuers cannot be read. Change: auth.issuers[].issuer or .jwksUri, or the network between.',
      'FAIL  store: MongoDB does not answer within 2000 ms, refuses, or is too old for the driver. Change: MONGODB_URI.',
      'FAIL  redis: Redis does not answer within 2000 ms, or refuses. Change: REDIS_URL.',
    ]);
  });
});
