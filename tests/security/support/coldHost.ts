/** A host in a process of its own, so that an attack is the first thing that it ever does, and its CPU is nobody else's. */
import { makeExecutableSchema } from '@graphql-tools/schema';
import { loadPolicy } from '../../../directives/policy.ts';
import { SCOPES, type Principal } from '../../../domain/principal.ts';
import { createEngine } from '../../../gateway/engine/engine.ts';
import { createHost, type HostKind } from '../../../gateway/hosts/createHost.ts';
import { loadTypeDefs } from '../../../schema/load.ts';
import { cpuMsSince } from './machineSpeed.ts';

const [kind, policyPath] = process.argv.slice(2) as [HostKind, string];

async function main(): Promise<void> {
  const policy = loadPolicy(policyPath);
  const principal: Principal = {
    subject: 'admin-1', role: 'admin', scopes: new Set(SCOPES), purpose: null, onBehalfOf: null, zone: null, channel: null, issuedToken: null,
    rows: { all: true }, customerId: null, fingerprint: 'admin', expiresAtMs: Number.MAX_SAFE_INTEGER,
  };
  const logger = { error: () => undefined };
  const host = createHost(kind, {
    engine: createEngine({ schema: makeExecutableSchema({ typeDefs: loadTypeDefs() }), policy: () => policy, contextFor: () => ({}), logger }),
    authenticate: { authenticate: () => principal },
    limits: { maxBodyBytes: 100_000, deadlineMs: 3_000 },
    cors: { origins: [] },
    graphiql: { enabled: false },
    health: { live: () => true, ready: () => true },
    trustedProxies: [],
    logger,
  });
  const { port } = await host.listen({ port: 0, bind: '127.0.0.1' });
  let start = process.cpuUsage();
  process.on('message', (asked) => {
    if (asked === 'begin') {
      start = process.cpuUsage();
      process.send!('begun');
    } else {
      process.send!({ cpuMs: cpuMsSince(start) });
    }
  });
  process.on('disconnect', () => process.exit());
  process.send!({ port });
}

void main();
