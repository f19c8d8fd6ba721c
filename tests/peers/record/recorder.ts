import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Answer, type Json } from '../http.ts';

/** A request as it is written down: no host, no credentials. */
export interface Asked {
  method: string;
  path: string;
  /** What stands for the credentials: "cookie", "session", "bearer", "jwt", or "none" and the like. */
  credentials: string;
  body?: Json;
}

const keptHeaders = ['content-type', 'location', 'retry-after', 'vendure-auth-token', 'x-request-id'];
const secret = /((?:RT_SID[^=]*|vendure-auth-token|[?&]key)=)[A-Za-z0-9+/=._-]{16,}/g;

/** A folder of recorded answers for one system. `save` numbers nothing: the name carries its order. */
export class Recorder {
  readonly #folder: string;

  constructor(system: string) {
    this.#folder = fileURLToPath(new URL(`../../contract/recorded/${system}/`, import.meta.url));
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true });
  }

  /** Writes request and answer as one file; the body as JSON, or as text when it is none. */
  save(name: string, request: Asked, answer: Answer): void {
    const headers: Record<string, string> = {};
    for (const key of keptHeaders) {
      const value = answer.headers.get(key);
      if (value !== null) headers[key] = key === 'vendure-auth-token' ? 'REMOVED' : value;
    }
    if (answer.headers.getSetCookie().length > 0) headers['set-cookie'] = answer.headers.getSetCookie()[0] ?? '';
    const record = { request, status: answer.status, headers, body: sorted(answer.body) ?? answer.text.slice(0, 2000) };
    const text = JSON.stringify(record, null, 1).replace(secret, '$1REMOVED');
    writeFileSync(`${this.#folder}${name}.json`, `${text}\n`);
    console.log(`${name}: ${answer.status}, ${answer.text.length} characters`);
  }
}

/** RT gives the keys of an object in another order each time; sorted, two recordings can be compared. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** Runs the call `times` times and tells the median in milliseconds. */
export async function medianMs(times: number, run: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    const start = performance.now();
    await run();
    taken.push(performance.now() - start);
  }
  taken.sort((left, right) => left - right);
  return Math.round(taken[Math.floor(times / 2)] ?? 0);
}
