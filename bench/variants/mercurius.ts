/** mercurius on fastify, its just-in-time compiler on from the first repeat of a query. */
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import mercurius from 'mercurius';
import { deploy } from './deployment.ts';
import { createPeerContext } from './peers.ts';
import type { RunningVariant, VariantParts } from './types.ts';

export async function startMercurius(parts: VariantParts): Promise<RunningVariant> {
  const deployment = await deploy(parts);
  const contextOf = createPeerContext(deployment, parts);
  const app = fastify({ logger: false });
  await app.register(mercurius, { schema: deployment.schema, context: () => contextOf(), jit: 1, graphiql: false });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { port: (app.server.address() as AddressInfo).port };
}
