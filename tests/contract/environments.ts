/** Where the suite runs: recorded answers, the sample company, and the real systems where C360_PEERS_FILE names them. */
import { readFileSync } from 'node:fs';
import { createSources, type ConnectedSource, type SourceConfigInput } from '../../datasources/systems/index.ts';
import { startAcme } from '../../examples/acme/index.ts';
import { startProxy, type Proxy } from './proxy.ts';
import { startReplay } from './replay.ts';

export const SYSTEMS = ['tryton', 'rt', 'vendure', 'ghost'] as const;
export type System = (typeof SYSTEMS)[number];

export interface Running {
  source: ConnectedSource;
  proxy: Proxy;
  /** The system itself, for what its own users do there. */
  url: string;
  settings: Record<string, unknown>;
  /** A further source over the same proxy; whoever asks for it closes it. */
  again(changes?: Partial<SourceConfigInput>): ConnectedSource;
}

export interface Environment {
  name: string;
  available: boolean;
  /** Whether it honours what is asked for (fields, filters, limits), as recordings cannot. */
  honest: boolean;
  /** Whether it has hundreds of records. */
  large: boolean;
  start(): Promise<{ systems: Record<System, Running>; close(): Promise<void> }>;
}

type Places = Record<System, { url: string; settings: Record<string, unknown> }>;

async function connect(places: Places, closeSystems: () => Promise<void>): Promise<{ systems: Record<System, Running>; close(): Promise<void> }> {
  const systems: Partial<Record<System, Running>> = {};
  for (const system of SYSTEMS) {
    const { url, settings } = places[system];
    const proxy = await startProxy(url);
    // A failure is what an adapter makes of one answer; that it is asked again is told where that is tested.
    const again = (changes: Partial<SourceConfigInput> = {}) =>
      createSources({ [system]: { adapter: system, url: proxy.url, timeoutMs: 20_000, retry: { times: 0 }, settings, ...changes } }, { defaultRegion: 'GB' }).get(system)!;
    systems[system] = { source: again(), proxy, url, settings, again };
  }
  const running = Object.values(systems);
  return {
    systems: systems as Record<System, Running>,
    async close() {
      await Promise.all(running.map(({ source }) => source.close()));
      await Promise.all(running.map(({ proxy }) => proxy.close()));
      await closeSystems();
    },
  };
}

const recordings: Environment = {
  name: 'recorded answers',
  available: true,
  honest: false,
  large: false,
  async start() {
    const servers = await Promise.all(SYSTEMS.map((system) => startReplay(system)));
    const [tryton, rt, vendure, ghost] = servers.map(({ url }) => url) as [string, string, string, string];
    const places: Places = {
      tryton: { url: tryton, settings: { database: 'tryton', username: 'admin', password: 'any' } },
      rt: { url: rt, settings: { username: 'root', password: 'any' } },
      vendure: { url: `${vendure}/admin-api`, settings: { username: 'superadmin', password: 'any' } },
      ghost: { url: ghost, settings: { adminKey: '0123456789abcdef01234567:00ff' } },
    };
    return connect(places, async () => void (await Promise.all(servers.map((server) => server.close()))));
  },
};

const sample: Environment = {
  name: 'the sample company',
  available: true,
  honest: true,
  large: true,
  async start() {
    const acme = await startAcme({ people: 600, rtPasswordCheckMs: 5 });
    const { tryton, rt, vendure, ghost } = acme.credentials;
    const places: Places = {
      tryton: { url: acme.urls.tryton, settings: tryton },
      rt: { url: acme.urls.rt, settings: { username: rt.username, password: rt.password } },
      vendure: { url: acme.urls.vendure, settings: vendure },
      ghost: { url: acme.urls.ghost, settings: ghost },
    };
    return connect(places, () => acme.close());
  },
};

const peersFile = process.env['C360_PEERS_FILE'];

const real: Environment = {
  name: 'the real systems',
  available: peersFile !== undefined,
  honest: true,
  large: false,
  start() {
    const peers = JSON.parse(readFileSync(peersFile!, 'utf8')) as Record<System, { url: string } & Record<string, string>>;
    const place = ({ url, ...settings }: { url: string } & Record<string, string>) => ({ url, settings });
    const places: Places = { tryton: place(peers.tryton), rt: place(peers.rt), vendure: place(peers.vendure), ghost: place(peers.ghost) };
    return connect(places, () => Promise.resolve());
  },
};

export const ENVIRONMENTS: readonly Environment[] = [recordings, sample, real];
