/** Everything beside the sources: policy, keys, store, Redis. */
import { makeExecutableSchema } from '@graphql-tools/schema';
import { mongoVersion } from '../../datasources/mongo/version.ts';
import { createRedis } from '../../datasources/redis/client.ts';
import { buildClassTable } from '../../directives/classified.ts';
import { checkPolicyFits, loadPolicy, PolicyError } from '../../directives/policy.ts';
import { loadTypeDefs } from '../../schema/load.ts';
import { openIssuers } from '../auth/openIssuers.ts';
import type { GatewayConfig } from '../config.ts';
import type { Finding } from './finding.ts';

const WAIT_MS = 2_000;

function policyCheck({ policyPath }: GatewayConfig): Finding {
  const subject = 'policy';
  try {
    checkPolicyFits(loadPolicy(policyPath), buildClassTable(makeExecutableSchema({ typeDefs: loadTypeDefs() })));
    return { level: 'OK', subject, text: 'is valid and fits the schema' };
  } catch (error) {
    // A policy holds no personal data.
    const text = error instanceof PolicyError ? error.message.replace(/\s*\n\s*/g, ' ').replace(/\.$/, '') : 'the file cannot be read';
    return { level: 'FAIL', subject, text, change: 'policy' };
  }
}

async function keysCheck(config: GatewayConfig, now: () => number): Promise<Finding> {
  const subject = 'auth';
  if ('sample' in config.auth) return { level: 'OK', subject, text: 'the sample company\'s own issuer, on loopback only' };
  let failed = 0;
  const { warm, close } = await openIssuers(config.auth, { dataDir: config.dataDir, now, logger: { warn: () => (failed += 1) } });
  try {
    await warm();
  } finally {
    await close();
  }
  const count = config.auth.issuers.length;
  if (failed > 0) return { level: 'FAIL', subject, text: `the keys of ${failed} of ${count} issuers cannot be read`, change: 'auth.issuers[].issuer or .jwksUri, or the network between' };
  return { level: 'OK', subject, text: `the keys of ${count} issuers can be read` };
}

async function storeCheck({ mongoUri }: GatewayConfig): Promise<Finding> {
  const subject = 'store';
  if (mongoUri === undefined) return { level: 'OK', subject, text: 'the embedded one, which the gateway starts by itself' };
  try {
    return { level: 'OK', subject, text: `MongoDB ${await mongoVersion(mongoUri, WAIT_MS)} answers` };
  } catch {
    return { level: 'FAIL', subject, text: `MongoDB does not answer within ${WAIT_MS} ms, refuses, or is too old for the driver`, change: 'MONGODB_URI' };
  }
}

async function redisCheck({ redisUrl }: GatewayConfig): Promise<Finding> {
  const subject = 'redis';
  if (redisUrl === undefined) return { level: 'OK', subject, text: 'none, so this gateway counts and caches by itself' };
  const client = createRedis(redisUrl);
  try {
    await client.ready(WAIT_MS);
    const version = /^redis_version:(\S+)/m.exec(await client.redis.info('server'))?.[1] ?? 'of unknown version';
    return { level: 'OK', subject, text: `Redis ${version} answers` };
  } catch {
    return { level: 'FAIL', subject, text: `Redis does not answer within ${WAIT_MS} ms, or refuses`, change: 'REDIS_URL' };
  } finally {
    client.close();
  }
}

export async function* checkDeployment(config: GatewayConfig, now: () => number): AsyncGenerator<Finding> {
  yield policyCheck(config);
  yield await keysCheck(config, now);
  yield await storeCheck(config);
  yield await redisCheck(config);
}
