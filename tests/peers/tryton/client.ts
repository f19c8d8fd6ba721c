import { at, send, type Json } from '../http.ts';

/** The base URL of the Tryton server; its port comes from up.sh. */
export const trytonUrl = (): string => `http://127.0.0.1:${process.env['TRYTON_PORT'] ?? '28000'}/`;

/** Signs in and returns the value of the Authorization header. */
export async function signIn(): Promise<string> {
  const answer = await send(
    'POST',
    `${trytonUrl()}tryton/`,
    {},
    { id: 1, method: 'common.db.login', params: ['admin', { password: 'admin' }, 'en'] },
  );
  const [userId, key] = at(answer.body, 'result') as [number, string];
  return `Session ${Buffer.from(`admin:${userId}:${key}`).toString('base64')}`;
}

/** One JSON-RPC call; throws Tryton's error. */
export async function call(session: string, method: string, params: Json[]): Promise<Json> {
  const answer = await send('POST', `${trytonUrl()}tryton/`, { authorization: session }, { id: 1, method, params });
  const body = answer.body as { error?: Json; result?: Json } | null;
  if (body?.error || answer.status !== 200)
    throw new Error(`${method}: ${answer.status} ${answer.text.slice(0, 2000)}`);
  return body?.result ?? null;
}

/** Tryton's JSON form of a decimal number. */
export const decimal = (value: string): Json => ({ __class__: 'Decimal', decimal: value });

/** Tryton's JSON form of a date given as YYYY-MM-DD. */
export function date(value: string): Json {
  const [year = 0, month = 0, day = 0] = value.split('-').map(Number);
  return { __class__: 'date', year, month, day };
}
