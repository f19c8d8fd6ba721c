/** The command line of `npm run bench`. */
import { parseArgs } from 'node:util';
import type { ProfileKind } from './profiler.ts';
import { CASES, VARIANTS, type BenchCase, type Variant } from './results.ts';

export interface BenchOptions {
  /** Where the rows are written; null for nowhere. */
  json: string | null;
  cases: readonly BenchCase[];
  variants: readonly Variant[];
  /** Load on one variant before it is measured. */
  warmUpSeconds: number;
  /** Of one sample. */
  sampleSeconds: number;
  /** Rounds; each takes one sample of every variant. */
  samples: number;
  /** A profile of every server while it is measured is written into this folder. */
  profile: { kind: ProfileKind; folder: string } | null;
  /** Redis to count in; null: one is started. */
  redisUrl: string | null;
}

export const USAGE = `npm run --silent bench -- [--json FILE] [--case ${CASES.join('|')}]... [--variant ${VARIANTS.join('|')}]... [--seconds N] [--quick] [--profile DIR] [--heap DIR] [--redis URL]
  --seconds N   length of one sample (default 1.5)
  --quick       a look in a minute instead of a measurement in six: little warm-up, two short samples
  --profile DIR writes a CPU profile of each server while it is measured (its figures then cost more)
  --heap DIR    writes a heap profile instead: what outlived a collection of young objects
  --redis URL   Redis for the variant guarded (default REDIS_URL, or a redis-server that is started for the run)`;

/** Whole, since warm-up is what a just-in-time compiler needs: at one second a cold yoga costs three times a warm one. */
const FULL = { warmUpSeconds: 6, sampleSeconds: 1.5, samples: 6 };
const QUICK = { warmUpSeconds: 1, sampleSeconds: 0.5, samples: 2 };
const MAX_SAMPLE_SECONDS = 30;

function chosen<Name extends string>(option: string, given: readonly string[] | undefined, known: readonly Name[]): readonly Name[] {
  if (!given) return known;
  for (const name of given) if (!(known as readonly string[]).includes(name)) throw new Error(`--${option} must be one of ${known.join(', ')}.`);
  return known.filter((name) => given.includes(name));
}

/** `environmentRedis`: REDIS_URL. Throws an Error that says what is wrong. */
export function parseOptions(args: readonly string[], environmentRedis?: string): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'string' },
      case: { type: 'string', multiple: true },
      variant: { type: 'string', multiple: true },
      seconds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      profile: { type: 'string' },
      heap: { type: 'string' },
      redis: { type: 'string' },
    },
  });
  if (values.profile !== undefined && values.heap !== undefined) throw new Error('--profile and --heap go in two runs: each would measure the other.');
  const length = values.quick ? QUICK : FULL;
  const sampleSeconds = values.seconds === undefined ? length.sampleSeconds : Number(values.seconds);
  if (!(sampleSeconds > 0 && sampleSeconds <= MAX_SAMPLE_SECONDS)) throw new Error(`--seconds must be more than 0 and at most ${MAX_SAMPLE_SECONDS}.`);
  const redisUrl = values.redis ?? environmentRedis;
  if (redisUrl && !/^rediss?:\/\//.test(redisUrl)) throw new Error('--redis and REDIS_URL must begin with redis:// or rediss://.');
  return {
    json: values.json ?? null,
    cases: chosen('case', values.case, CASES),
    variants: chosen('variant', values.variant, VARIANTS),
    ...length,
    sampleSeconds,
    profile: values.profile !== undefined ? { kind: 'cpu', folder: values.profile } : values.heap !== undefined ? { kind: 'heap', folder: values.heap } : null,
    redisUrl: redisUrl || null,
  };
}
