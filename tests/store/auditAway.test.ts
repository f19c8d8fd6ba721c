import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../datasources/mongo/connect.ts';
import { createAudit } from '../../gateway/audit/audit.ts';
import { verifyAudit } from '../../gateway/audit/verify.ts';
import { embeddedServer } from '../support/mongoServers.ts';
import { relay } from '../support/relay.ts';
import { EMAILS, readOf } from '../unit/gateway/audit/records.ts';

jest.setTimeout(120_000);

describe('the audit of a gateway whose store goes away', () => {
  it('refuses what is sensitive, lets the rest pass, and has all of it in one whole chain when the store is back', async () => {
    const server = embeddedServer();
    const dataDir = mkdtempSync(join(tmpdir(), 'c360-audit-away-'));
    const uri = new URL(await server.uri());
    const between = relay(decodeURIComponent(uri.host));
    const user = uri.username ? `${uri.username}:${uri.password}@` : '';
    const store = await openStore({ uri: `mongodb://${user}127.0.0.1:${await between.listen()}/${uri.search}`, database: 'away', waitMs: 500, answerMs: 2_000 });
    const failures: object[] = [];
    const audit = createAudit({ store: store.audit, dataDir, logger: { error: (fields) => failures.push(fields) }, now: Date.now, timeoutMs: 1_000, retryMs: 50 });
    const sensitive = (requestId: string) => audit.record(readOf({ requestId, coordinates: EMAILS }));
    try {
      await sensitive('before');
      between.cut();
      const startedAt = performance.now();
      await expect(sensitive('first while away')).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE', details: { retryAfterSeconds: 1 } });
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      expect(() => sensitive('second while away')).toThrow(expect.objectContaining({ code: 'AUDIT_UNAVAILABLE' }));
      expect(audit.record(readOf({ requestId: 'not sensitive' }))).toBeUndefined();
      expect(failures.length).toBeGreaterThan(0);
      between.mend();
      let isBack = false;
      while (!isBack) {
        isBack = await Promise.resolve()
          .then(() => sensitive('after'))
          .then(() => true, () => new Promise<boolean>((resolve) => setImmediate(() => resolve(false))));
      }
      await audit.close();
      const { rows } = await store.audit.list({ filter: { subject: 'desk-7' }, after: null, first: 100 });
      const kept = rows.map(({ row }) => row.requestId);
      // What was asked when nothing could be written was refused without a trace; what was then on its way is kept.
      expect(new Set(kept)).toEqual(new Set(['before', 'first while away', 'not sensitive', 'after']));
      expect(kept).toHaveLength(4);
      expect(await verifyAudit(store.audit, [join(dataDir, 'audit')])).toMatchObject({ chains: 1, open: 0, problems: [] });
    } finally {
      await audit.close();
      await store.close();
      await between.close();
      await server.close();
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});
