import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { joinEmbeddedMongo, type EmbeddedMongo } from '../../embedded-mongo/join.ts';

/** A MongoDB server that the store tests run against. */
export interface TestMongo {
  readonly name: string;
  /** Starts the server where that is needed; the same URI on every call. */
  uri(): Promise<string>;
  /** Ends what `uri` started and removes its data. */
  close(): Promise<void>;
}

/** The embedded server in a folder of its own. */
export function embeddedServer(): TestMongo {
  let started: Promise<{ server: EmbeddedMongo; dataDir: string }> | undefined;
  const start = async (): Promise<{ server: EmbeddedMongo; dataDir: string }> => {
    const dataDir = await mkdtemp(join(tmpdir(), 'embedded-mongo-test-'));
    return { server: await joinEmbeddedMongo({ dataDir }), dataDir };
  };
  return {
    name: 'embedded',
    uri: async () => (await (started ??= start())).server.uri,
    close: async () => {
      if (started === undefined) return;
      const { server, dataDir } = await started;
      // The server ends by itself when its last client has left; its files may go at once, it holds them open.
      await server.close();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/**
 * The servers for `describe.each`: the embedded one, and the independent one that `MONGODB_TEST_URI` names, or that one
 * alone where `MONGODB_TEST_ALONE` says so. A suite makes databases with names of its own and drops them: the independent
 * server keeps its data between suites.
 */
export function mongoServers(): TestMongo[] {
  const uri = process.env['MONGODB_TEST_URI'];
  const independent: TestMongo[] =
    uri === undefined || uri === ''
      ? []
      : [{ name: 'independent', uri: async () => uri, close: async () => undefined }];
  return independent.length > 0 && process.env['MONGODB_TEST_ALONE'] === '1' ? independent : [embeddedServer(), ...independent];
}
