/** Who asks while the schedule plays, and what they write down. Each caller asks again a moment after its answer. */
import { setTimeout as wait } from 'node:timers/promises';
import { createRandom, type Random } from '../../../bench/random.ts';
import { signSampleToken, type SampleIssuer } from '../../../gateway/auth/sampleKeys.ts';
import { SCOPES } from '../../../domain/principal.ts';
import type { Asked } from './history.ts';
import { CALLERS, DOCUMENTS, RECORD, type Caller } from './requests.ts';

export interface LoadParts {
  url: string;
  issuer: SampleIssuer;
  seed: number;
  customerIds: readonly string[];
  territory: string;
  /** ms since the schedule began. */
  elapsedMs(): number;
  /** Takes an entry of the history; kept outside of memory. */
  note(asked: Asked): void;
  signal: AbortSignal;
}

const PAUSE_MS = 60;
const GIVES_UP_AFTER_MS = 10_000;

interface Body {
  data?: Record<string, unknown> | null;
  errors?: { extensions: { code: string } }[];
}

/** One request; whatever comes of it is an entry. `leaveAfterMs`: the client goes away without its answer. */
async function ask(parts: LoadParts, token: string, query: string, variables: object, of: Pick<Asked, 'role' | 'name'> & Partial<Asked>, leaveAfterMs?: number): Promise<Asked> {
  const beganMs = parts.elapsedMs();
  const began = performance.now();
  const entry = { ...of, beganMs, codes: [] as string[] };
  const limit = AbortSignal.timeout(leaveAfterMs ?? GIVES_UP_AFTER_MS);
  try {
    const response = await fetch(parts.url, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ query, variables }), signal: limit });
    const body = (await response.json()) as Body;
    return { ...entry, tookMs: performance.now() - began, status: response.status, data: body.data ?? null, codes: (body.errors ?? []).map(({ extensions }) => extensions.code) };
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    return { ...entry, tookMs: performance.now() - began, status: null, failure: cause?.code ?? name };
  }
}

async function reader(parts: LoadParts, caller: Caller, random: Random): Promise<void> {
  const { role, purpose, asks } = caller;
  const self = role === 'customer' ? parts.customerIds[0] : undefined;
  const territory = role === 'sales' || role === 'partner' ? parts.territory : undefined;
  const token = await signSampleToken(parts.issuer, { role, purpose, customer: self, territory, scopes: SCOPES });
  while (!parts.signal.aborted) {
    const name = random.pick(asks);
    const customerId = name === 'list' ? undefined : (self ?? random.pick(parts.customerIds));
    const of = { role, name, ...(purpose !== undefined && { purpose }), ...(customerId !== undefined && { customerId }), ...(territory !== undefined && { territory }) };
    parts.note(await ask(parts, token, DOCUMENTS[name], name === 'list' || name === 'self' ? {} : { id: customerId }, of));
    await wait(PAUSE_MS);
  }
}

/** Writes notes: twice at once, after having left the first time, and again until one is confirmed, always by one key. */
async function writer(parts: LoadParts, random: Random): Promise<void> {
  const token = await signSampleToken(parts.issuer, { role: 'agent', subject: 'writer', scopes: SCOPES });
  for (let number = 1; !parts.signal.aborted; number += 1) {
    const customerId = random.pick(parts.customerIds);
    const note = `note ${number}`;
    const variables = { input: { idempotencyKey: `schedule-${parts.seed}-${number}`, customerId, channel: 'PHONE', direction: 'INBOUND', subject: note } };
    const of = { role: 'agent' as const, name: 'record', customerId, note };
    if (random.next() < 0.2) await ask(parts, token, RECORD, variables, of, 1 + random.whole(30));
    for (let isConfirmed = false; !isConfirmed && !parts.signal.aborted; ) {
      const both = await Promise.all(Array.from({ length: random.next() < 0.3 ? 2 : 1 }, () => ask(parts, token, RECORD, variables, of)));
      both.forEach(parts.note);
      isConfirmed = both.some(({ status, codes }) => status === 200 && codes.length === 0);
      await wait(PAUSE_MS * 3);
    }
  }
}

/** Resolves when all callers have had their last answer, after the signal has fired. */
export async function runLoad(parts: LoadParts): Promise<void> {
  const randomOf = (number: number): Random => createRandom(parts.seed * 100 + number);
  await Promise.all([...CALLERS.map((caller, index) => reader(parts, caller, randomOf(index + 1))), writer(parts, randomOf(50))]);
}
