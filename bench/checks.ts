/** Before anything is measured: all variants give the same data, and a list costs no more upstream calls than it must. */
import { request } from 'undici';
import { createPublicIds } from '../gateway/publicIds.ts';
import { firstDifference, inPlainShape, type Json } from './compare.ts';
import { CUSTOMERS_PER_TERRITORY, SYSTEMS } from './data.ts';
import type { Fleet } from './fleet.ts';
import { LIST_ORDERS, requestsOf, subjectsOf } from './requests.ts';
import type { Variant, Work } from './results.ts';
import { BATCH_SIZE } from './sources.ts';
import { SECRET } from './variants/secret.ts';

export interface Tokens {
  admin: string;
  agent: string;
  /** May see what an agent may (`variants/policy.ts`). */
  partner: string;
}

/** A check of the benchmark failed: its figures would compare different work. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
}

const publicIds = createPublicIds(SECRET);

/** The answer in the shape of the hand-written endpoint. Rejects with CheckFailed where there is an error in it. */
export async function ask(fleet: Fleet, work: Work, variant: Variant, subject: number, token: string): Promise<Json> {
  const { method, path, body } = requestsOf(work, variant)[subject]!;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json' };
  const answer = await request(fleet.url(variant) + path, { method, headers, body });
  const parsed = (await answer.body.json()) as { data?: { [key: string]: Json }; errors?: Json };
  if (answer.statusCode !== 200 || parsed.errors) {
    throw new CheckFailed(`${variant} answered ${path} with status ${answer.statusCode}: ${JSON.stringify(parsed.errors ?? parsed).slice(0, 1_000)}`);
  }
  if (variant === 'hand-written') return parsed as Json;
  return inPlainShape(Object.values(parsed.data!)[0]!, (id) => publicIds.decode(id));
}

/** Those that know callers and what they may see. */
const MASKING: ReadonlySet<Variant> = new Set(['hand-written', 'gateway', 'bare', 'guarded', 'watched']);

/** Subjects from both ends and the middle. */
const someOf = (count: number): number[] => [...new Set([0, 1, count >> 1, count - 1])];

/**
 * As admin every variant gives what the first one gives; to the caller of its load the hand-written endpoint and the
 * gateway, bare, guarded and watched too, mask alike.
 */
async function checkSameData(fleet: Fleet, work: Work, tokens: Tokens, tokenOf: (variant: Variant) => string): Promise<void> {
  const masking = fleet.variants.filter((variant) => MASKING.has(variant));
  for (const [tokenFor, variants] of [[() => tokens.admin, fleet.variants], [tokenOf, masking]] as const) {
    const [first, ...others] = variants;
    if (!first) continue;
    for (const subject of someOf(subjectsOf(work).length)) {
      const expected = await ask(fleet, work, first, subject, tokenFor(first));
      for (const variant of others) {
        const difference = firstDifference(expected, await ask(fleet, work, variant, subject, tokenFor(variant)));
        if (difference) throw new CheckFailed(`${first} and ${variant} give different data: ${difference}`);
      }
    }
  }
}

/** Distinct ids that a list needs of each operation. */
const IDS_OF_LIST: Readonly<Record<string, number>> = {
  ...Object.fromEntries(SYSTEMS.map((system) => [`${system}:party`, CUSTOMERS_PER_TERRITORY])),
  'erp:order': CUSTOMERS_PER_TERRITORY * LIST_ORDERS,
};

/** A list of 50 asked by itself: at most ceil(distinct ids / batch limit) calls per operation. */
async function checkListCalls(fleet: Fleet, token: string): Promise<void> {
  const before = await fleet.calls('gateway');
  await ask(fleet, 'list', 'gateway', 0, token);
  const after = await fleet.calls('gateway');
  for (const [operation, count] of Object.entries(after)) {
    const calls = count - (before[operation] ?? 0);
    const most = Math.ceil((IDS_OF_LIST[operation] ?? 0) / BATCH_SIZE);
    if (calls > most) throw new CheckFailed(`A list of ${CUSTOMERS_PER_TERRITORY} made ${calls} calls of ${operation}, more than the ${most} that it needs.`);
  }
}

/** `tokenOf`: of the load on a variant. Rejects with CheckFailed, naming what differs. */
export async function check(fleet: Fleet, work: Work, tokens: Tokens, tokenOf: (variant: Variant) => string): Promise<void> {
  await checkSameData(fleet, work, tokens, tokenOf);
  if (work === 'list' && fleet.variants.includes('gateway')) await checkListCalls(fleet, tokens.admin);
}
