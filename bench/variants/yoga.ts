/** graphql-yoga with graphql-js on node:http, as its documentation sets it up. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createYoga } from 'graphql-yoga';
import { deploy } from './deployment.ts';
import { createPeerContext } from './peers.ts';
import type { RunningVariant, VariantParts } from './types.ts';

export async function startYoga(parts: VariantParts): Promise<RunningVariant> {
  const deployment = await deploy(parts);
  const yoga = createYoga({ schema: deployment.schema, context: createPeerContext(deployment, parts), logging: false, graphiql: false, landingPage: false });
  const server = createServer((request, response) => void yoga(request, response));
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({ port: (server.address() as AddressInfo).port }));
  });
}
