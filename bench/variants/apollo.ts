/** Apollo Server, standalone. */
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import type { RequestContext } from '../../resolvers/context.ts';
import { deploy } from './deployment.ts';
import { createPeerContext } from './peers.ts';
import type { RunningVariant, VariantParts } from './types.ts';

export async function startApollo(parts: VariantParts): Promise<RunningVariant> {
  const deployment = await deploy(parts);
  const contextOf = createPeerContext(deployment, parts);
  const server = new ApolloServer<RequestContext>({ schema: deployment.schema });
  const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' }, context: () => Promise.resolve(contextOf()) });
  return { port: Number(new URL(url).port) };
}
