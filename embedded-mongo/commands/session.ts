import type { Encodable } from '../bson/encode.ts';
import { Int32, toDoc } from '../bson/values.ts';
import type { Command, Request } from './command.ts';
import type { Reply } from './reply.ts';

/** The server version whose behaviour this one follows, and its wire version. */
const version = '8.0.0';
const maxWireVersion = 25;

/**
 * A standalone: no `setName`, so that drivers neither retry writes nor open transactions here. A retried write could be
 * applied twice by a server that keeps no record of what it has answered.
 */
function hello(request: Request): Reply {
  request.fields.onlyCommand(
    'helloOk',
    'client',
    'compression',
    'speculativeAuthenticate',
    'saslSupportedMechs',
    'loadBalanced',
    'topologyVersion',
    'maxAwaitTimeMS',
    'backpressure',
  );
  return toDoc({
    helloOk: true,
    isWritablePrimary: true,
    ismaster: true,
    maxBsonObjectSize: 16 * 1024 * 1024,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: request.context.now,
    logicalSessionTimeoutMinutes: 30,
    minWireVersion: 0,
    maxWireVersion,
    readOnly: false,
  });
}

const plain = (fields: readonly string[], answer: (request: Request) => Reply): Command => ({
  run: (request) => {
    request.fields.onlyCommand(...fields);
    return answer(request);
  },
});

const startedAtMs = performance.now();

export const sessionCommands: readonly (readonly [string, Command])[] = [
  ['hello', { run: hello }],
  ['isMaster', { run: hello }],
  ['ismaster', { run: hello }],
  ['ping', plain([], () => new Map())],
  [
    'buildInfo',
    plain([], () =>
      toDoc({
        version,
        versionArray: [8, 0, 0, 0],
        gitVersion: 'embedded',
        bits: 64,
        maxBsonObjectSize: 16 * 1024 * 1024,
        modules: [],
      }),
    ),
  ],
  [
    'buildinfo',
    plain([], () =>
      toDoc({
        version,
        versionArray: [8, 0, 0, 0],
        gitVersion: 'embedded',
        bits: 64,
        maxBsonObjectSize: 16 * 1024 * 1024,
        modules: [],
      }),
    ),
  ],
  // Sessions hold nothing here: their ids are accepted and forgotten.
  ['endSessions', plain([], () => new Map())],
  ['refreshSessions', plain([], () => new Map())],
  [
    'serverStatus',
    plain([], (request): Reply => {
      const cursors: Encodable = new Map([['open', new Map([['total', new Int32(request.server.cursors.size)]])]]);
      return new Map<string, Encodable>([
        ...toDoc({
          version,
          process: 'embedded-mongo',
          pid: BigInt(process.pid),
          uptime: (performance.now() - startedAtMs) / 1000,
          localTime: request.context.now,
        }),
        ['metrics', new Map([['cursor', cursors]])],
      ]);
    }),
  ],
];
