/** That the variant `guarded` is guarded: its token, its counters and its audit, looked at where they are kept. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { request } from 'undici';
import { openAudit } from '../datasources/mongo/audit.ts';
import { headsFolder } from '../gateway/audit/audit.ts';
import { verifyAudit } from '../gateway/audit/verify.ts';
import { ask, CheckFailed } from './checks.ts';
import type { Fleet } from './fleet.ts';
import { openBenchRedis } from './redis.ts';
import { subjectsOf } from './requests.ts';
import type { Work } from './results.ts';
import type { BenchStore } from './store.ts';

export interface IssuedToken {
  id: string;
  bearerToken: string;
}

export interface Guards {
  /** What the variant is started with. */
  readonly settings: { redisUrl: string; dataDir: string };
  /** A token of the same rights as those of the others' load, issued by the variant itself. */
  issue(fleet: Fleet, admin: string): Promise<IssuedToken>;
  /** A revoked token is refused; each answer has been counted, and stood in the audit before it came. Rejects with CheckFailed. */
  check(fleet: Fleet, work: Work, admin: string, token: IssuedToken): Promise<void>;
  /** Entries of a token so far. */
  entriesOf(token: IssuedToken): Promise<number>;
  /** The audit fits in itself and with its heads, once the variant is settled. Rejects with CheckFailed. */
  verify(): Promise<void>;
  close(): Promise<void>;
}

/** More than a run can ask: what is measured is the counting. */
const UNREACHED_RATE = 1_000_000_000;
const COUNTERS = 'c360:rate:requests:*';
const ISSUE = `mutation Issue($input: IssueTokenInput!) { issueToken(input: $input) { bearerToken issuedToken { id } } }`;
const REVOKE = `mutation Revoke($id: ID!) { revokeToken(id: $id) { issuedToken { state } } }`;
const SCOPES = ['customer:read', 'customer:pii', 'orders:read', 'tickets:read', 'marketing:read', 'interactions:write'];
const LIFETIME_MS = 86_400_000;

async function mutate<Payload>(fleet: Fleet, admin: string, query: string, variables: object): Promise<Payload> {
  const answer = await request(`${fleet.url('guarded')}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await answer.body.json()) as { data?: Payload; errors?: unknown };
  if (!data || errors) throw new CheckFailed(`guarded refused an admin: ${JSON.stringify(errors)}`);
  return data;
}

/** Null where there is no Redis. */
export async function openGuards(store: BenchStore, redisUrl: string | null): Promise<Guards | null> {
  const server = await openBenchRedis(redisUrl);
  if (!server) return null;
  const dataDir = await mkdtemp(join(tmpdir(), 'c360-bench-audit-'));
  const mongo = new MongoClient(store.uri);
  const database = mongo.db(store.database);
  const redis = new Redis(server.url, { maxRetriesPerRequest: 1 });
  redis.on('error', () => undefined);

  const issue: Guards['issue'] = async (fleet, admin) => {
    const rates = { requestsPerMinute: UNREACHED_RATE, costPerMinute: UNREACHED_RATE };
    const input = { name: 'Benchmark', role: 'partner', scopes: SCOPES, ...rates, expiresAt: new Date(Date.now() + LIFETIME_MS).toISOString() };
    const { issueToken } = await mutate<{ issueToken: { bearerToken: string; issuedToken: { id: string } } }>(fleet, admin, ISSUE, { input });
    return { id: issueToken.issuedToken.id, bearerToken: issueToken.bearerToken };
  };
  const entriesOf: Guards['entriesOf'] = ({ id }) => database.collection('audit').countDocuments({ tokenId: id });
  /** By counter: in a Redis that was given others count as well, and what they counted ends in its time. */
  const counted = async (): Promise<Map<string, number>> => {
    const keys = await redis.keys(COUNTERS);
    return new Map(await Promise.all(keys.map(async (key): Promise<[string, number]> => [key, Number(await redis.get(key))])));
  };

  const checkRevoked = async (fleet: Fleet, work: Work, admin: string): Promise<void> => {
    const token = await issue(fleet, admin);
    await ask(fleet, work, 'guarded', 0, token.bearerToken);
    await mutate(fleet, admin, REVOKE, { id: token.id });
    const isRefused = await ask(fleet, work, 'guarded', 0, token.bearerToken).then(() => false, (error: unknown) => error instanceof CheckFailed && error.message.includes('401'));
    if (!isRefused) throw new CheckFailed('guarded answers a revoked token.');
  };

  return {
    settings: { redisUrl: server.url, dataDir },
    issue,
    entriesOf,
    async check(fleet, work, admin, token) {
      await checkRevoked(fleet, work, admin);
      const [entriesBefore, countedBefore] = [await entriesOf(token), await counted()];
      const asked = Math.min(8, subjectsOf(work).length);
      await Promise.all(Array.from({ length: asked }, (_, subject) => ask(fleet, work, 'guarded', subject, token.bearerToken)));
      // At once: what an answer shows must stand there before it comes.
      const written = (await entriesOf(token)) - entriesBefore;
      if (written !== asked) throw new CheckFailed(`guarded gave ${asked} answers and wrote ${written} entries of its audit.`);
      const used = [...(await counted())].map(([key, count]) => count - (countedBefore.get(key) ?? 0));
      if (!used.includes(asked)) throw new CheckFailed(`guarded gave ${asked} answers, and no counter in Redis has grown by as many.`);
    },
    async verify() {
      const { entries, problems } = await verifyAudit(openAudit(database), [headsFolder(dataDir)]);
      if (entries === 0 || problems.length > 0) throw new CheckFailed(`The audit of guarded does not hold: ${JSON.stringify(problems.slice(0, 5))}`);
    },
    async close() {
      redis.disconnect();
      await mongo.close();
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
