/**
 * The crash test: two deployments over one sample company that begin with the same store. One is left in peace, the
 * other's processes are killed after their writes, while changes stream in. At the end both must know the same.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { guarded } from '../../datasources/mongo/failures.ts';
import { startAcme } from '../../examples/acme/index.ts';
import { randomStream } from '../../examples/acme/people/random.ts';
import { openChanges } from './changes.ts';
import { startControl } from './control.ts';
import { openDeployment, type Deployment } from './deployment.ts';
import { createHoldPlan } from './holds.ts';
import { createKillPlan } from './kills.ts';
import type { Point } from './plan.ts';
import { contentOf, copyStore, difference, forgetPulls, settled, shownIds } from './settled.ts';
import { tellByWebhook } from './webhooks.ts';

export interface CrashOptions {
  seed: number;
  /** `embedded` or a URI: of the deployment that is not left in peace. */
  store: string;
  people: number;
  changes: number;
  /** Kills at each point; 0: nobody is killed, but each worker is held. */
  kills: number;
  /** Kills in all, where that is enough. */
  mostKills?: number;
  /** How often each of the roles that are workers is held at each of its writes; 0: never. */
  holds: number;
  /** After this long with changes and kills the rest of the changes is made in peace. */
  limitMs: number;
  roles: readonly string[];
  /** The undisturbed deployment takes all changes in at the end, in one go, instead of one by one beside the other. */
  calmAtEnd?: boolean;
  /** Every so many changes one interaction is recorded at the gateways; 0: none, where no gateway is among the roles. */
  recordEvery: number;
  log(message: string): void;
}

export interface CrashResult {
  points: Point[];
  missing: Point[];
  changes: number;
  /** What the killed deployment says otherwise than the other. */
  differences: string[];
  faults: string[];
  seenIds: number;
  lostIds: string[];
  starts: ReadonlyMap<string, number>;
}

const RECORD = `mutation($input: RecordInteractionInput!) { recordInteraction(input: $input) { interaction { id } } }`;
/** Types of record of all systems of the sample company. */
const PULLS = 9;
/**
 * Between two pulls, and how long taking everything in may last at the end. A pull signs in anew whatever is not final,
 * which the independent server needs a while for.
 */
const paceOf = (server: string) => (server === 'embedded' ? { intervalMs: 1_500, settleMs: 600_000 } : { intervalMs: 20_000, settleMs: 3_000_000 });
const RARELY_MS = 3_600_000;
/** How long the harness may look at the store before a kill. */
const LOOK_MS = 5_000;
const LEASE_MS = 4_000;

/** Ends its processes; those that are started from now on pull once, as good as never again. */
async function stopPulling(deployment: Deployment): Promise<void> {
  await deployment.stop();
  deployment.pullEvery(RARELY_MS);
  await deployment.revive();
}

/** Everything that there is to take in is taken in, by one process, which then ends. */
async function rest(deployment: Deployment, role: string, settleMs: number): Promise<void> {
  await stopPulling(deployment);
  await forgetPulls(deployment.database);
  await deployment.start(role);
  await settled(deployment.database, PULLS, settleMs);
  await deployment.stop();
}

export async function runCrash(options: CrashOptions): Promise<CrashResult> {
  const { seed, store, people, changes, kills, mostKills = Infinity, holds, limitMs, roles, calmAtEnd = false, recordEvery, log } = options;
  const dir = mkdtempSync(join(tmpdir(), 'c360-crash-'));
  const acme = await startAcme({ people, seed, now: new Date(new Date().setUTCHours(0, 0, 0, 0)).toISOString(), rtPasswordCheckMs: 1, rtSlowness: 0 });
  const open: Deployment[] = [];
  const suffix = `${process.pid}`;
  const deploy = async (name: string, asks: boolean, server: string): Promise<Deployment> => {
    mkdirSync(join(dir, name));
    const deployment = await openDeployment({ acme, dir: join(dir, name), store: server, database: `crash_${name}_${suffix}`, intervalMs: paceOf(server).intervalMs, leaseMs: LEASE_MS, log: (message) => log(`[${name}] ${message}`), control: control.path, asks });
    open.push(deployment);
    return deployment;
  };
  const seen = new Set<string>();
  let ask: (() => Promise<string[]>) | undefined;
  const random = randomStream(seed, 'kills');
  let victims: Deployment | undefined;
  let webhooks: Awaited<ReturnType<typeof tellByWebhook>> | undefined;
  const kill = () =>
    createKillPlan({
      random, kills, most: mostKills, grace: calmAtEnd ? 6 : 25, serverRestMs: calmAtEnd ? 500 : 4_000,
      killServer: () => victims?.killServer() ?? false,
      before: async () => {
        // A store that is away for now cannot be looked at: then nobody dies.
        for (const id of await guarded(async () => (await ask?.()) ?? [], LOOK_MS)) seen.add(id);
      },
    });
  const plan = holds > 0 ? createHoldPlan({ roles: roles.filter((role) => !role.startsWith('gateway')), times: holds, writes: 40, limitMs: LEASE_MS * 1.5 }) : kill();
  const control = await startControl(join(dir, 's'), (written) => plan.decide(written));
  try {
    // What is undisturbed is so on any server; a slow one has enough to do with the other.
    const [calm, crashed] = [await deploy('calm', false, 'embedded'), await deploy('crashed', true, store)];
    log('first intake, in peace');
    await rest(calm, roles.at(-1)!, paceOf('embedded').settleMs);
    log('taken in');
    await copyStore(calm.database, crashed.database);
    calm.pullEvery(paceOf('embedded').intervalMs);
    if (!calmAtEnd) await calm.start(roles[0]!);
    ask = () => shownIds(crashed.database);
    for (const id of await ask()) seen.add(id);
    victims = crashed;
    for (const role of roles) void crashed.start(role);

    webhooks = await tellByWebhook(acme, [calm.database, crashed.database]);
    const script = await openChanges(acme, seed);
    const parties = acme.truth().records.flatMap(({ ref }) => (ref.startsWith('tryton:party:') ? ref : []));
    const began = performance.now();
    const until = began + limitMs;
    // Early on few writes have been met.
    const isWanting = () => !plan.isDone() || (mostKills === Infinity && performance.now() < began + limitMs / 2);
    // A gateway that is killed again and again takes seconds for each.
    const recorded = Array.from({ length: 4 }, (): Promise<unknown> => Promise.resolve());
    let notes = 0;
    for (let made = 0; made < changes; made += 1) {
      await script.next();
      if (recordEvery > 0 && made % recordEvery === 0) {
        const input = { idempotencyKey: `change-${made}`, sourceRef: random.pick(parties), channel: 'CHAT', direction: 'INBOUND', at: new Date(Date.parse(acme.now) + made).toISOString(), note: `Note ${made}` };
        const lane = (made / recordEvery) % recorded.length;
        recorded[lane] = recorded[lane]!.then(() => Promise.all([calm, crashed].map((each) => each.ask(RECORD, { input })))).then(() => (notes += 1));
        recorded[lane].catch(() => undefined);
      }
      if (made % 100 === 99) log(`${made + 1} changes, ${plan.points().reduce((sum, point) => sum + point.times, 0)} ${holds > 0 ? 'holds' : 'kills'}, ${plan.missing().length} points to come`);
      // The stream lasts as long as the kills do.
      const pace = began + (limitMs * (made + 1)) / changes;
      if (performance.now() < pace && isWanting()) await wait(Math.min(pace - performance.now(), 200));
    }
    while (isWanting() && performance.now() < until) await wait(500);
    plan.end();
    log(`left in peace from now on; ${notes} notes recorded so far`);
    const starts = new Map(crashed.starts);
    // A pull signs in anew what is not final, before which the notes that are still to be recorded would wait.
    for (const each of [calm, crashed]) await stopPulling(each);
    if (!calmAtEnd) void calm.start(roles[0]!);
    for (const role of roles) void crashed.start(role);
    await Promise.all(recorded);
    log(`${notes} notes recorded; the killed one comes to rest`);
    await rest(crashed, roles.at(-1)!, paceOf(store).settleMs);
    log('the other one comes to rest');
    await rest(calm, roles.at(-1)!, paceOf('embedded').settleMs);
    const [expected, found] = [await contentOf(calm.database), await contentOf(crashed.database)];
    const shown = new Set(await shownIds(crashed.database));
    log(`${expected.lines.length} lines compared`);
    return {
      points: plan.points(), missing: plan.missing(), changes, starts,
      differences: difference(expected.lines, found.lines),
      faults: [...expected.faults.map((fault) => `in peace: ${fault}`), ...found.faults],
      seenIds: seen.size,
      lostIds: [...seen].filter((id) => !shown.has(id)),
    };
  } finally {
    plan.end();
    if (store !== 'embedded') for (const { database } of open) await database.dropDatabase().catch(() => undefined);
    await webhooks?.close();
    await Promise.all(open.map((each) => each.close()));
    await control.close();
    await acme.close();
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  }
}
