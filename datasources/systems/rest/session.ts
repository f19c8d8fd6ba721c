/** GET below the source's URL, signed in as the configuration says; errors with HTTP 200 are errors. */
import { isRow, statusError } from '../answers.ts';
import { SourceError, type Asking, type SendUpstream, type UpstreamResponse } from '../defineSource.ts';
import { createSession, type Session } from '../session.ts';
import { valueAt } from '../declared/path.ts';
import type { RestSettings } from './settings.ts';

/** `target`: path with query, encoded. Null: 404. Rejects with SourceError for any other answer than one with HTTP 200 that is no error. */
export type RestGet = (target: string, asking: Asking) => Promise<UpstreamResponse | null>;

type Headers = Readonly<Record<string, string>>;

const isSaid = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== false && value !== '' && !(Array.isArray(value) && value.length === 0) && !(isRow(value) && Object.keys(value).length === 0);

function fixedHeaders({ auth }: RestSettings): Headers | null {
  switch (auth.type) {
    case 'none':
      return {};
    case 'bearer':
      return { authorization: `Bearer ${auth.token}` };
    case 'basic':
      return { authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}` };
    case 'header':
      return { [auth.name.toLowerCase()]: auth.value };
    case 'clientCredentials':
      return null;
  }
}

function tokenSession(system: string, { auth, headers }: RestSettings, send: SendUpstream, now: () => number): Session<Headers> {
  if (auth.type !== 'clientCredentials') throw new TypeError('There is no session without client credentials.');
  return createSession({
    system,
    now,
    ...(auth.lifetimeSeconds !== undefined && { lifetimeMs: auth.lifetimeSeconds * 1_000 }),
    async signIn(signal) {
      const credentials = [auth.clientId, auth.clientSecret].map((part) => encodeURIComponent(part)).join(':');
      const form = { grant_type: 'client_credentials', ...(auth.scope !== undefined && { scope: auth.scope }) };
      const answer = await send(
        { method: 'POST', operation: 'sign-in', kind: 'signIn', path: auth.tokenPath, form, headers: { ...headers, authorization: `Basic ${Buffer.from(credentials).toString('base64')}` } },
        signal,
      );
      if (answer.status === 400 || answer.status === 401) throw new SourceError(system, 'unauthorised', `${system} refused the gateway's sign-in (HTTP ${answer.status}).`);
      if (answer.status !== 200) throw statusError(system, answer.status);
      const token = isRow(answer.body) ? answer.body.access_token : undefined;
      if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) throw new SourceError(system, 'garbage', `${system} gave no access token.`);
      return { authorization: `Bearer ${token}` };
    },
  });
}

export function createRestGet(system: string, settings: RestSettings, send: SendUpstream, now: () => number): RestGet {
  const fixed = fixedHeaders(settings);
  const session = fixed === null ? tokenSession(system, settings, send, now) : null;

  return async (target, { operation, signal }) => {
    const ask = (auth: Headers) => send({ method: 'GET', operation, path: target, headers: { ...settings.headers, ...auth } }, signal);
    const answer = session ? await session.run(ask, ({ status }) => status === 401, signal) : await ask(fixed!);
    if (answer.status === 404) return null;
    if (answer.status !== 200) throw statusError(system, answer.status);
    if (answer.body === undefined) throw new SourceError(system, 'garbage', `${system} answered with something else than JSON.`);
    if (settings.errorPath && isSaid(valueAt(answer.body, settings.errorPath))) throw new SourceError(system, 'refused', `${system} refused the call, with HTTP 200.`);
    return answer;
  };
}
