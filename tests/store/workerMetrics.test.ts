/** A worker that runs alone is seen as a gateway is. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../gateway/config.ts';
import { startWorker } from '../../gateway/worker.ts';
import { freePort } from '../../bench/freePort.ts';
import { embeddedServer } from '../support/mongoServers.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined, tellsInfo: false };
const AWAY = `
auth: { issuers: [{ issuer: 'https://id.example.com', audience: customer-360 }] }
secret: 0123456789abcdef0123456789abcdef
sources:
  erp: { adapter: tryton, url: 'http://127.0.0.1:1/', settings: { username: u, password: p } }
`;

it('serves its metrics while it runs, with what its store knows, and no longer', async () => {
  const server = embeddedServer();
  const dir = mkdtempSync(join(tmpdir(), 'c360-worker-'));
  try {
    const path = join(dir, 'c360.yml');
    writeFileSync(path, AWAY);
    const port = await freePort();
    const config = loadConfig({ C360_CONFIG: path, DATA_DIR: dir, MONGODB_URI: await server.uri(), METRICS_PORT: String(port) });
    const worker = await startWorker(config, { logger: quiet, pulls: false });
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    await worker.close();
    expect(text).toMatch(/^c360_store_up 1$/m);
    expect(text).toMatch(/^process_cpu_seconds_total /m);
    await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow();
  } finally {
    await server.close();
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  }
});
