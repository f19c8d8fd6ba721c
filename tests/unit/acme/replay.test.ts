import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startAcme } from '../../../examples/acme/index.ts';
import type { Acme, System } from '../../../examples/acme/index.ts';
import { callers, send, shapeDifferences } from './support.ts';
import type { Answer } from './support.ts';

// Every request that was recorded from the real systems with their custom fields (tests/contract/recorded), asked here.
const ROOT = join(__dirname, '../../contract/recorded');
// Members of the recording; ids begin with its time. Here they all become Ada.
const RECORDED_MEMBER = /6b0[0-9a-f]{21}/g;

interface Recording {
  request: { method: string; path: string; credentials: string; body?: unknown };
  status: number;
  body: unknown;
}

/** Recordings that cannot be asked again as they are: secrets removed, or asked of us rather than of the system. */
const notAsked: Record<System, readonly string[]> = {
  tryton: ['01_login.json'],
  rt: ['01_login.json', '01b_login_refused.json'],
  vendure: ['01_login.json', '01b_login_refused.json'],
  ghost: ['01b_bad_token.json', '01c_unknown_key.json', '20_webhook_created.json', '21_webhook_received.json'],
};

const files = (system: System): string[] =>
  readdirSync(join(ROOT, system)).filter((file) => file.endsWith('.json') && !notAsked[system].includes(file));
const read = (system: System, file: string): Recording => JSON.parse(readFileSync(join(ROOT, system, file), 'utf8'));

let acme: Acme;
let adaId: string;
let credentials: Record<string, Record<string, string>>;

beforeAll(async () => {
  acme = await startAcme({ people: 400, rtPasswordCheckMs: 0 });
  const calls = callers(acme);
  adaId = (await calls.ghost('GET', "members/?filter=email:'ada@example.com'")).body.members[0].id;
  const login = await send(
    'POST',
    `${acme.urls.rt}/REST/1.0/`,
    { 'content-type': 'application/x-www-form-urlencoded' },
    'user=root&pass=password',
  );
  credentials = {
    session: { authorization: `Basic ${btoa('admin:admin')}` },
    'session that is none': { authorization: 'Session bm9uZQ==' },
    none: {},
    cookie: { cookie: login.headers.getSetCookie()[0]!.split(';')[0]! },
    'cookie of no session': { cookie: 'RT_SID_callcentre.test.80=nosuch' },
    'basic, wrong password': { authorization: `Basic ${btoa('root:wrong')}` },
    bearer: { authorization: `Bearer ${await calls.vendureToken()}` },
    'bearer of no session': { authorization: 'Bearer nosuch' },
    jwt: { authorization: `Ghost ${await calls.ghostToken()}` },
    'see name': {},
  };
});
afterAll(() => acme.close());

async function ask(system: System, { request }: Recording): Promise<Answer> {
  const headers = credentials[request.credentials];
  if (!headers) throw new Error(`unknown credentials: ${request.credentials}`);
  const origin = new URL(acme.urls[system]).origin;
  const path = request.path.replace(RECORDED_MEMBER, adaId);
  return send(request.method, `${origin}${path}`, headers, request.body);
}

/** The rows of an answer, whichever system's. */
function rows(body: unknown): unknown[] | null {
  const found = [
    (body as { result?: unknown })?.result,
    (body as { items?: unknown })?.items,
    (body as { members?: unknown })?.members,
    (body as { events?: unknown })?.events,
    (body as { data?: { customers?: { items?: unknown }; orders?: { items?: unknown } } })?.data?.customers?.items,
    (body as { data?: { orders?: { items?: unknown } } })?.data?.orders?.items,
  ].find((value) => Array.isArray(value));
  return (found as unknown[] | undefined) ?? null;
}

/** RT's links to the pages before and after depend on how many rows there are (tests/unit/acme/rt.test.ts looks at them). */
function unpaged(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('per_page' in body)) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'next_page' && name !== 'prev_page'));
}

/** Answers whose rows depend on who is there: the people of the recording are not all here. */
const otherPeople: Record<string, readonly string[]> = {
  rt: ['10b_tickets_by_codes.json'],
  tryton: ['02c_archived_is_left_out.json'],
  vendure: [],
  ghost: ['05d_page_beyond.json'],
};

describe.each(['tryton', 'rt', 'vendure', 'ghost'] as const)(
  'the %s server asked what the real one was asked',
  (system) => {
    it.each(files(system))('answers %s with its status and shape', async (file) => {
      const real = read(system, file);
      const ours = await ask(system, real);
      expect(ours.status).toBe(real.status);
      // Pages for people (a login or refusal in HTML) are compared by status only.
      if (typeof real.body === 'string') return;
      expect(shapeDifferences(unpaged(real.body), unpaged(ours.body))).toEqual([]);
      const [recordedRows, ourRows] = [rows(real.body), rows(ours.body)];
      if (recordedRows?.length === 0 && !otherPeople[system]!.includes(file)) expect(ourRows).toEqual([]);
    });
  },
);
