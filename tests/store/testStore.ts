import { randomUUID } from 'node:crypto';
import { MongoClient, type Db, type Document } from 'mongodb';
import { openStore } from '../../datasources/mongo/connect.ts';
import type { Store } from '../../datasources/mongo/store.ts';
import type { TestMongo } from '../support/mongoServers.ts';

/** A store in a database of its own, and that database as any client sees it. */
export interface TestStore {
  store: Store;
  database: Db;
  /** Commands that the store has sent. */
  commands: Document[];
  /** Another store over the same database: a second process. */
  another(): Promise<Store>;
  close(): Promise<void>;
}

/** The independent server is slow where two cores serve many: time is no part of these tests. */
const ANSWER_MS = 120_000;

export async function openTestStore(server: TestMongo): Promise<TestStore> {
  const uri = await server.uri();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const commands: Document[] = [];
  const open = () => openStore({ uri, database: name, waitMs: 20_000, answerMs: ANSWER_MS, onCommand: (command) => commands.push(command) });
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 20_000 });
  const stores = [await open()];
  return {
    store: stores[0]!,
    database: client.db(name),
    commands,
    async another() {
      stores.push(await open());
      return stores.at(-1)!;
    },
    async close() {
      await client.db(name).dropDatabase();
      await Promise.all([client.close(), ...stores.map((store) => store.close())]);
    },
  };
}
