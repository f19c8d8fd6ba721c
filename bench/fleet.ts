/** The processes of one case: a server for each variant, the load generator, the upstream. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { JSONWebKeySet } from 'jose';
import type { ProcessStats } from './child.ts';
import type { LoadOrder, LoadResult } from './load.ts';
import type { BenchOptions } from './options.ts';
import { startProcess, type BenchProcess } from './processes.ts';
import { PROFILE_ENDING, type ProfileKind } from './profiler.ts';
import { requestsOf } from './requests.ts';
import { partsOfCase, type BenchCase, type Sample, type Variant } from './results.ts';
import type { BenchStore } from './store.ts';
import type { VariantSettings } from './variants/types.ts';

/** Concurrent requests, one for each connection (the 32). */
export const CONNECTIONS = 32;
/** No load takes longer than its seconds, nor more requests than this. */
const MAX_REQUESTS = 100_000;

type Server = BenchProcess<{ port: number }>;

/** A sample, the requests that it took, and their median response time. */
export interface TimedSample extends Sample {
  requests: number;
  medianMs: number;
}

export interface Fleet {
  readonly variants: readonly Variant[];
  url(variant: Variant): string;
  /** Calls to the sources so far by `system:type`: all of the upstream's over HTTP, the variant's own in memory. */
  calls(variant: Variant): Promise<Readonly<Record<string, number>>>;
  /** Some seconds of load on one variant; the others stand still. Rejects where an answer is wrong. */
  sample(variant: Variant, seconds: number, connections?: number): Promise<TimedSample>;
  /** Ends a server's work, so that nothing that it has to write is under way. */
  settle(variant: Variant): Promise<void>;
  /** Profiles every server while `run` runs; writes one file each into `folder`. */
  profiled<Result>(kind: ProfileKind, folder: string, run: () => Promise<Result>): Promise<Result>;
  end(): Promise<void>;
}

const sum = (calls: Readonly<Record<string, number>>): number => Object.values(calls).reduce((total, count) => total + count, 0);

export interface FleetOptions {
  name: BenchCase;
  store: BenchStore;
  keySet: JSONWebKeySet;
  guards: VariantSettings['guards'];
  /** Bearer token of the load on a variant. */
  tokenOf(variant: Variant): string;
  options: BenchOptions;
}

export async function startFleet({ name, store, keySet, guards, tokenOf, options }: FleetOptions): Promise<Fleet> {
  const { work, transport } = partsOfCase(name);
  const started: BenchProcess<unknown>[] = [];
  const end = async () => void (await Promise.all(started.map((process) => process.end())));
  const start = async <Ready>(...given: Parameters<typeof startProcess>): Promise<BenchProcess<Ready>> => {
    const process = await startProcess<Ready>(...given);
    started.push(process);
    return process;
  };
  try {
    const [upstream, load] = await Promise.all([start<{ port: number }>({ script: './upstream.ts' }), start({ script: './load.ts' })]);
    const startServer = async (variant: Variant): Promise<[Variant, Server]> => {
      const settings: VariantSettings = {
        variant, transport, mongoUri: store.uri, database: store.database, upstreamUrl: `http://127.0.0.1:${upstream.ready.port}`, keySet, guards,
      };
      return [variant, await start({ script: './variants/main.ts', args: [JSON.stringify(settings)] })];
    };
    const outcomes = await Promise.allSettled(options.variants.map(startServer));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
    const servers = new Map(outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])));
    const serverOf = (variant: Variant): Server => servers.get(variant)!;
    const url = (variant: Variant): string => `http://127.0.0.1:${serverOf(variant).ready.port}`;
    const stats = async (variant: Variant): Promise<ProcessStats> => {
      const own = await serverOf(variant).ask<ProcessStats>('stats');
      return transport === 'http' ? { ...own, calls: (await upstream.ask<ProcessStats>('stats')).calls } : own;
    };
    return {
      variants: options.variants,
      url,
      calls: async (variant) => (await stats(variant)).calls,
      async sample(variant, seconds, connections = CONNECTIONS) {
        const headers = { authorization: `Bearer ${tokenOf(variant)}`, 'content-type': 'application/json', accept: 'application/json' };
        const order: LoadOrder = { url: url(variant), headers, requests: requestsOf(work, variant), connections, seconds, maxRequests: MAX_REQUESTS };
        const before = await stats(variant);
        const result = await load.ask<LoadResult>('load', order);
        const after = await stats(variant);
        return {
          requests: result.requests,
          medianMs: result.medianMs,
          cpuMicrosPerRequest: (after.cpuMicros - before.cpuMicros) / result.requests,
          requestsPerSecond: result.requests / result.seconds,
          upstreamCallsPerRequest: (sum(after.calls) - sum(before.calls)) / result.requests,
        };
      },
      settle: (variant) => serverOf(variant).ask('close'),
      async profiled(kind, folder, run) {
        await mkdir(folder, { recursive: true });
        for (const server of servers.values()) await server.ask('profile-start', kind);
        const result = await run();
        for (const [variant, server] of servers) await server.ask('profile-stop', join(folder, `${name}-${variant}.${PROFILE_ENDING[kind]}`));
        return result;
      },
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}
