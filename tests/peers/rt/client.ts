import { send, type Answer, type Json } from '../http.ts';

/** The base URL of RT; its port comes from up.sh. */
export const rtUrl = (): string => `http://127.0.0.1:${process.env['RT_PORT'] ?? '28010'}/`;

const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** Signs in for a session and returns its Cookie header. The REST 1 root says plainly whether it let us in; the login page answers 200 either way. */
export async function signIn(): Promise<string> {
  const answer = await send('POST', `${rtUrl()}REST/1.0/`, form, 'user=root&pass=password');
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
  if (!/^RT\/\S+ 200 Ok/.test(answer.text) || !cookie)
    throw new Error(`RT refused the login: ${answer.text.slice(0, 80)}`);
  return cookie;
}

/** One REST 2 call with a session cookie. Never throws for an HTTP status. */
export const call = (cookie: string, method: string, path: string, body?: Json): Promise<Answer> =>
  send(method, `${rtUrl()}REST/2.0/${path}`, { cookie }, body);
