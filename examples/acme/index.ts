/**
 * The sample company: four small servers that speak Tryton's, Request Tracker's, Vendure's and Ghost's wire formats over
 * one generated population. State is in memory: what is written through the systems' own calls is there until the process
 * ends, and a new start with the same seed, size and day shows the same records under the same ids and stamps.
 */
import { startGhost } from './ghost/server.ts';
import type { RunningServer } from './http.ts';
import { DEFAULT_SEED, generateCompany, utcMidnight } from './people/generate.ts';
import { truthOf } from './people/truth.ts';
import type { Truth } from './people/truth.ts';
import { randomStream } from './people/random.ts';
import { startRt } from './rt/server.ts';
import { startTryton } from './tryton/server.ts';
import { startVendure } from './vendure/server.ts';

export type { Truth, TruthRecord } from './people/truth.ts';
export const systems = ['tryton', 'rt', 'vendure', 'ghost'] as const;
export type System = (typeof systems)[number];

export interface AcmeOptions {
  seed?: number;
  /** 0 or absent takes a free port. */
  ports?: Partial<Record<System, number>>;
  /** The day that history leads up to, as Unix milliseconds or ISO text; default today's midnight, UTC. */
  now?: number | string;
  /** How many people and organisations; default 2000. */
  people?: number;
  /** The servers' clock for what is written from now on, Unix milliseconds. */
  clock?: () => number;
  /** What Request Tracker takes to check a password or token; default 460 ms, as measured. */
  rtPasswordCheckMs?: number;
  /** Factor on the time of Request Tracker's queries over more than eleven requestors; default 1, as measured. */
  rtSlowness?: number;
}

/** The same forms as those of the real systems of the integration lane. */
export interface AcmeCredentials {
  tryton: { username: string; password: string };
  rt: { username: string; password: string; token: string };
  vendure: { username: string; password: string };
  /** `id:secret`. */
  ghost: { adminKey: string };
}

export interface Acme {
  /** Where each system's API is: with path for Tryton (`/tryton/`) and Vendure (`/admin-api`), without for the others. */
  urls: Record<System, string>;
  credentials: AcmeCredentials;
  /** The day that history leads up to, ISO. */
  now: string;
  /** Who is who, for measuring. */
  truth(): Truth;
  close(): Promise<void>;
}

/** The credentials of a seed; user names and passwords are those of the real peers. */
export function acmeCredentials(seed: number = DEFAULT_SEED): AcmeCredentials {
  const random = randomStream(seed, 'credentials');
  return {
    tryton: { username: 'admin', password: 'admin' },
    rt: { username: 'root', password: 'password', token: `1-14-${random.hex(32)}` },
    vendure: { username: 'superadmin', password: 'superadmin' },
    ghost: { adminKey: `${random.hex(24)}:${random.hex(64)}` },
  };
}

/** Generates the company and starts its four servers on loopback. If one cannot start, none stays. */
export async function startAcme(options: AcmeOptions = {}): Promise<Acme> {
  const seed = options.seed ?? DEFAULT_SEED;
  const nowMs = options.now === undefined ? utcMidnight(Date.now()) : new Date(options.now).getTime();
  if (Number.isNaN(nowMs)) throw new Error('now is not a date');
  const company = generateCompany({ seed, nowMs, ...(options.people === undefined ? {} : { people: options.people }) });
  const credentials = acmeCredentials(seed);
  const common = { company, ...(options.clock ? { clock: options.clock } : {}) };
  const port = (system: System): { port: number } => ({ port: options.ports?.[system] ?? 0 });
  const started = await Promise.allSettled([
    startTryton({ ...common, ...credentials.tryton, ...port('tryton') }),
    startRt({
      ...common,
      ...credentials.rt,
      ...port('rt'),
      ...(options.rtPasswordCheckMs === undefined ? {} : { passwordCheckMs: options.rtPasswordCheckMs }),
      ...(options.rtSlowness === undefined ? {} : { slowness: options.rtSlowness }),
    }),
    startVendure({ ...common, ...credentials.vendure, ...port('vendure') }),
    startGhost({ ...common, ...credentials.ghost, ...port('ghost') }),
  ]);
  const servers = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()));
  };
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) {
    await close();
    throw failed.reason;
  }
  const [tryton, rt, vendure, ghost] = servers as [RunningServer, RunningServer, RunningServer, RunningServer];
  return {
    urls: { tryton: `${tryton.url}/tryton/`, rt: rt.url, vendure: `${vendure.url}/admin-api`, ghost: ghost.url },
    credentials,
    now: new Date(nowMs).toISOString(),
    truth: () => truthOf(company),
    close,
  };
}
