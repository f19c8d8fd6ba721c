import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditStore } from '../../../../datasources/mongo/audit.ts';
import type { AuditEntry, AuditShape } from '../../../../domain/auditChain.ts';
import { GatewayError } from '../../../../domain/errors.ts';
import { createAudit, type AuditOptions } from '../../../../gateway/audit/audit.ts';
import { verifyAudit } from '../../../../gateway/audit/verify.ts';
import { memoryAudit } from '../../../support/fakes/memoryStore/audit.ts';
import { deferred } from '../../datasources/upstream/fixtures.ts';
import { EMAILS, principal, readOf } from './records.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'c360-audit-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

interface Bench {
  store: AuditStore;
  entries: Map<string, AuditEntry>;
  shapes: Map<string, AuditShape>;
  /** Sizes of the batches that the store was given. */
  batches: number[];
  failures: object[];
  options: AuditOptions;
}

/** An audit over memory. `before` is awaited by each append: it can hold it up, or refuse it. */
function bench(before: () => void | Promise<void> = () => undefined, options: Partial<AuditOptions> = {}): Bench {
  const entries = new Map<string, AuditEntry>();
  const shapes = new Map<string, AuditShape>();
  const batches: number[] = [];
  const failures: object[] = [];
  const inner = memoryAudit(entries, shapes);
  const store: AuditStore = {
    ...inner,
    async append(added, timeoutMs) {
      batches.push(added.length);
      await before();
      await inner.append(added, timeoutMs);
    },
  };
  const logger = { error: (fields: object) => void failures.push(fields) };
  return { store, entries, shapes, batches, failures, options: { store, dataDir, logger, now: () => 1_777_000_000_000, lingerMs: 1, retryMs: 1, ...options } };
}

const sensitive = (parts = {}) => readOf({ coordinates: EMAILS, ...parts });
const away = () => new GatewayError('STORE_UNAVAILABLE', 'The store does not answer.');
const unavailable = { code: 'AUDIT_UNAVAILABLE' };
/** Resolves when the condition holds; asked once a turn of the loop. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('a read that shows something sensitive', () => {
  it('is refused while the store is away, at once after the first that met it, and goes through when it is back', async () => {
    let isAway = true;
    const { options, entries, failures } = bench(() => {
      if (isAway) throw away();
    });
    const audit = createAudit({ ...options, retryMs: 20 });
    await expect(audit.record(sensitive())).rejects.toMatchObject(unavailable);
    expect(() => audit.record(sensitive())).toThrow(expect.objectContaining(unavailable));
    expect(failures[0]).toMatchObject({ failure: 'audit' });
    isAway = false;
    await until(() => entries.size > 0);
    await until(() => {
      try {
        void audit.record(readOf());
        return audit.record(sensitive()) !== undefined;
      } catch {
        return false;
      }
    });
    await audit.close();
    expect((await verifyAudit(options.store as AuditStore, [join(dataDir, 'audit')])).problems).toEqual([]);
  });

  it('is refused where its head cannot be written', async () => {
    writeFileSync(join(dataDir, 'audit'), 'a file where the folder should be');
    const { options } = bench();
    const audit = createAudit(options);
    await expect(audit.record(sensitive())).rejects.toMatchObject(unavailable);
    await audit.close();
  });

  it('is refused where its coordinates cannot be written', async () => {
    const { options, store } = bench();
    const audit = createAudit({ ...options, store: { ...store, putShape: () => Promise.reject(away()) } });
    await expect(audit.record(sensitive())).rejects.toMatchObject(unavailable);
    await audit.close();
  });

  it('is refused after the end', async () => {
    const audit = createAudit(bench().options);
    await audit.close();
    expect(() => audit.record(sensitive())).toThrow(expect.objectContaining(unavailable));
  });

  it('waits for the store and then for the head in the file', async () => {
    const gate = deferred<void>();
    const { options } = bench(() => gate.promise);
    const audit = createAudit(options);
    let isTold = false;
    const told = Promise.resolve(audit.record(sensitive())).then(() => (isTold = true));
    await until(() => readdirSync(dataDir).includes('audit') && readdirSync(join(dataDir, 'audit')).length === 1);
    const file = join(dataDir, 'audit', readdirSync(join(dataDir, 'audit'))[0]!);
    expect([isTold, readFileSync(file, 'utf8')]).toEqual([false, '']);
    gate.resolve();
    await told;
    // The opening entry and this one.
    expect(readFileSync(file, 'utf8')).toMatch(/^2 [\w-]{43}\n$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await audit.close();
  });

  it('shares one write with all that come while another is on its way', async () => {
    const gate = deferred<void>();
    const { options, batches } = bench(() => gate.promise);
    const audit = createAudit(options);
    const first = audit.record(sensitive());
    await until(() => batches.length === 1);
    const others = Array.from({ length: 30 }, (_, index) => audit.record(sensitive({ requestId: `r-${index}` })));
    gate.resolve();
    await Promise.all([first, ...others]);
    expect(batches).toEqual([2, 30]);
    await audit.close();
  });
});

describe('a mutation', () => {
  it('is durable before its answer, whatever it shows', async () => {
    const { options, entries } = bench();
    const audit = createAudit(options);
    await audit.record(readOf({ operation: 'mutation' }));
    expect([...entries.values()].map(({ operation }) => operation)).toEqual(['opened', 'mutation']);
    await audit.close();
  });
});

describe('any other read', () => {
  it('is refused where too much waits and the store is away, but not before', async () => {
    let attempts = 0;
    const { options } = bench(
      () => {
        attempts += 1;
        throw away();
      },
      { maxWaiting: 10 },
    );
    const audit = createAudit(options);
    for (let count = 0; count < 5; count += 1) expect(audit.record(readOf())).toBeUndefined();
    await until(() => attempts > 0);
    expect(() => audit.record(readOf())).toThrow(expect.objectContaining(unavailable));
    await audit.close();
  });

  it('waits where too much waits, until it is written itself', async () => {
    const { options, entries } = bench(undefined, { maxWaiting: 10, lingerMs: 3_600_000 });
    const audit = createAudit(options);
    for (let count = 0; count < 5; count += 1) expect(audit.record(readOf())).toBeUndefined();
    await audit.record(readOf({ requestId: 'the sixth' }));
    expect([...entries.values()].at(-1)).toMatchObject({ requestId: 'the sixth' });
    await audit.close();
  });

  it('does not wait, and is written by the next that does', async () => {
    const { options, entries, batches } = bench(undefined, { lingerMs: 3_600_000 });
    const audit = createAudit(options);
    expect(audit.record(readOf())).toBeUndefined();
    await audit.record(sensitive());
    expect([...entries.values()].map(({ shape }) => shape !== null)).toEqual([false, true, true]);
    expect(batches).toEqual([3]);
    await audit.close();
  });

  it('is written in its time without any other, and by the end at the latest', async () => {
    const timely = bench();
    const first = createAudit(timely.options);
    void first.record(readOf());
    await until(() => timely.entries.size === 2);
    await first.close();
    const late = bench(undefined, { lingerMs: 3_600_000, now: () => 1_777_000_000_001 });
    const second = createAudit(late.options);
    void second.record(readOf());
    await second.close();
    expect([...late.entries.values()].map(({ operation }) => operation)).toEqual(['opened', 'query', 'closed']);
  });

  it('is told of in the log where it could not be written before the end', async () => {
    const { options, failures } = bench(() => {
      throw away();
    });
    const audit = createAudit(options);
    void audit.record(readOf());
    await audit.close();
    expect(failures.at(-1)).toMatchObject({ failure: 'audit', count: 2 });
  });
});

describe('batches that follow each other closely', () => {
  it('are one, which begins in its time, or at the end at the latest', async () => {
    const { options, batches } = bench(undefined, { intervalMs: 3_600_000 });
    const audit = createAudit(options);
    await Promise.all([audit.record(sensitive()), audit.record(sensitive())]);
    const waiting = [audit.record(sensitive()), audit.record(sensitive())];
    await new Promise((resolve) => setImmediate(resolve));
    waiting.push(audit.record(sensitive()));
    await new Promise((resolve) => setImmediate(resolve));
    expect(batches).toEqual([3]);
    await audit.close();
    await Promise.all(waiting);
    // What waits, and then the closing entry.
    expect(batches).toEqual([3, 3, 1]);
  });

  it('come of themselves after the interval', async () => {
    const { options, batches } = bench(undefined, { intervalMs: 1 });
    const audit = createAudit(options);
    for (let count = 0; count < 2; count += 1) await Promise.all([audit.record(sensitive()), audit.record(sensitive())]);
    expect(batches).toEqual([3, 2]);
    await audit.close();
  });

  it('do not wait for each other where each is of one', async () => {
    const { options, batches } = bench(undefined, { intervalMs: 3_600_000 });
    const audit = createAudit(options);
    for (let count = 0; count < 3; count += 1) await audit.record(sensitive());
    expect(batches).toEqual([2, 1, 1]);
    await audit.close();
  });
});

describe('a batch whose answer was lost', () => {
  it('is written once, before any other, and its chain holds', async () => {
    let attempts = 0;
    const { options, entries, store } = bench();
    const lossy: AuditStore = {
      ...store,
      async append(added, timeoutMs) {
        attempts += 1;
        await store.append(attempts === 1 ? added.slice(0, 1) : added, timeoutMs);
        if (attempts <= 2) throw away();
      },
    };
    const audit = createAudit({ ...options, store: lossy });
    await expect(audit.record(sensitive())).rejects.toMatchObject(unavailable);
    void audit.record(readOf({ requestId: 'later' }));
    await until(() => entries.size === 3);
    await audit.close();
    expect([...entries.keys()].map((id) => Number(id.slice(-3)))).toEqual([1, 2, 3, 4]);
    expect((await verifyAudit(store, [join(dataDir, 'audit')])).problems).toEqual([]);
  });
});

describe('an entry', () => {
  it('says who, in whose name, for what, of whom, which coordinates, under which policy, and no more', async () => {
    const { options, entries, shapes } = bench();
    const audit = createAudit(options);
    await audit.record(sensitive({ customers: ['c1', 'shop:party:9'], principal: { ...principal, issuedToken: { id: 't-1', requestsPerMinute: null, costPerMinute: null } } }));
    const { _id, shape, previous, hash, at, ...rest } = [...entries.values()][1]!;
    expect(rest).toEqual({
      operation: 'query', subject: 'desk-7', role: 'agent', onBehalfOf: 'team-2', purpose: 'support', tokenId: 't-1', requestId: 'r-1',
      about: ['c1', 'shop:party:9'], policy: 'p-1', outcome: 'answered', follows: null,
    });
    expect(at.toISOString()).toBe('2026-05-01T10:00:00.000Z');
    expect([_id, previous, hash]).toEqual([expect.stringMatching(/:000000000002$/), expect.stringMatching(/^[\w-]{43}$/), expect.stringMatching(/^[\w-]{43}$/)]);
    expect(shapes.get(shape!)).toEqual({ _id: shape, returned: EMAILS.returned, masked: EMAILS.masked, denied: [] });
    await audit.close();
  });

  it('holds a long or broken text of a token in a form that comes back as it went', async () => {
    const { options, entries } = bench();
    const audit = createAudit(options);
    await audit.record(sensitive({ principal: { ...principal, subject: `\ud800${'x'.repeat(5_000)}`, purpose: '\ud83d\ude00'.repeat(400) } }));
    const entry = [...entries.values()][1]!;
    for (const text of [entry.subject!, entry.purpose!]) {
      expect(Buffer.from(text).toString()).toBe(text);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_000);
    }
    await audit.close();
  });

  it('shares its coordinate lists with all entries that have the same', async () => {
    const { options, entries, shapes } = bench();
    const audit = createAudit(options);
    await Promise.all([audit.record(sensitive()), audit.record(sensitive({ coordinates: { ...EMAILS } })), audit.record(sensitive({ coordinates: { ...EMAILS, denied: ['Customer.name'] } }))]);
    expect([entries.size, shapes.size]).toEqual([4, 2]);
    await audit.close();
  });
});
