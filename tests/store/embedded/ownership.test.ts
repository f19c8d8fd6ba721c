import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeDoc } from '../../../embedded-mongo/bson/decode.ts';
import { ownerKey } from '../../../embedded-mongo/storage/keyspace.ts';
import { processStart, type Owner } from '../../../embedded-mongo/storage/owner.ts';
import { LostOwnershipError, Store } from '../../../embedded-mongo/storage/store.ts';

const self = (nonce: string): Owner => ({ pid: process.pid, startedAt: processStart(process.pid), nonce });

describe('a folder', () => {
  let path: string;
  let store: Store;

  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), 'embedded-folder-'));
    store = Store.open(path, self('first')) as Store;
  });
  afterEach(async () => {
    await store.close();
    rmSync(path, { recursive: true, force: true });
  });

  const contents = (): unknown[] =>
    [...(store.get('db.c')?.scanRecords(false) ?? [])].map((record) =>
      decodeDoc(store.get('db.c')?.read(record) as Buffer).get('_id'),
    );

  it('takes no write of a process that has lost it', () => {
    store.write(() => store.ensure('db.c').insert(new Map([['_id', 'before']])));
    // What a successor does that held this process for dead.
    store.table.transactionSync(() => store.table.putSync(ownerKey, Buffer.from(JSON.stringify(self('second')))));
    expect(() => store.write(() => store.ensure('db.c').insert(new Map([['_id', 'after']])))).toThrow(
      LostOwnershipError,
    );
    expect(contents()).toEqual(['before']);
  });

  it('is taken over from a pid that another process has now', async () => {
    // A dead server's record whose pid has been given to a process that started at another time.
    store.table.transactionSync(() =>
      store.table.putSync(ownerKey, Buffer.from(JSON.stringify({ ...self('dead'), startedAt: 'earlier' }))),
    );
    const next = Store.open(path, self('next'));
    expect(next).toBeDefined();
    await next?.close();
  });

  it('keeps nothing of a transaction that breaks, and goes on', () => {
    store.write(() => store.ensure('db.c').insert(new Map([['_id', 'kept']])));
    expect(() =>
      store.write(() => {
        store.ensure('db.c').insert(new Map([['_id', 'lost']]));
        store.ensure('db.other').insert(new Map([['_id', 'lost']]));
        throw new Error('disk full');
      }),
    ).toThrow('disk full');
    expect(contents()).toEqual(['kept']);
    expect(store.get('db.other')).toBeUndefined();
    store.write(() => store.ensure('db.c').insert(new Map([['_id', 'later']])));
    expect(contents()).toEqual(['kept', 'later']);
    expect(store.get('db.c')?.count).toBe(2);
  });
});
