/** The Admin API with a JWT of five minutes, made here from the integration's key. */
import { createHmac } from 'node:crypto';
import { isRow, rowsOf, statusError, type Row } from '../answers.ts';
import { SourceError, type Asking, type SendUpstream, type UpstreamResponse } from '../defineSource.ts';
import { createSession } from '../session.ts';
import type { GhostSettings } from './settings.ts';

/** A GET below /ghost/api/admin; parameters are encoded here. Rejects with SourceError. */
export type GhostGet = (path: string, parameters: Readonly<Record<string, string>>, asking: Asking) => Promise<Row>;

const TOKEN_SECONDS = 300;
/** Renewed a little earlier: the two clocks differ, and a call takes its time. */
const USED_FOR_MS = 240_000;

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Ghost takes HS256 over the secret's bytes, audience `/admin/`, at most five minutes from `iat` to `exp`. */
export function adminToken(adminKey: string, nowMs: number): string {
  const [id = '', secret = ''] = adminKey.split(':');
  const issued = Math.floor(nowMs / 1_000);
  const signed = `${encoded({ alg: 'HS256', typ: 'JWT', kid: id })}.${encoded({ iat: issued, exp: issued + TOKEN_SECONDS, aud: '/admin/' })}`;
  return `${signed}.${createHmac('sha256', Buffer.from(secret, 'hex')).update(signed).digest('base64url')}`;
}

/** A text in an NQL filter. */
export const nqlText = (value: string): string => `'${value.replace(/[\\']/g, '\\$&')}'`;

/** A list in an NQL filter. Quoted, since an id that happens to be all digits would be read as a number and lose its end. */
export const nqlList = (values: readonly string[]): string => `[${values.map(nqlText).join(',')}]`;

/** A time in an NQL filter: UTC, whole seconds. */
export const nqlTime = (instant: string): string => `'${new Date(instant).toISOString().slice(0, 19).replace('T', ' ')}'`;

/** An expired token is a 401, one that cannot be read a 400. */
const isRefusedToken = ({ status, body }: UpstreamResponse): boolean =>
  status === 401 || (status === 400 && isRow(body) && rowsOf(body.errors).some(({ code }) => code === 'INVALID_JWT'));

export function createGhostGet(system: string, settings: GhostSettings, send: SendUpstream, now: () => number): GhostGet {
  const session = createSession({ system, now, lifetimeMs: USED_FOR_MS, signIn: () => Promise.resolve(adminToken(settings.adminKey, now())) });

  return async (path, parameters, { operation, signal }) => {
    const target = `/ghost/api/admin${path}?${new URLSearchParams(parameters).toString()}`;
    const answer = await session.run(
      (token) => send({ method: 'GET', operation, path: target, headers: { authorization: `Ghost ${token}`, 'accept-version': 'v5.0' } }, signal),
      isRefusedToken,
      signal,
    );
    if (answer.status !== 200) throw statusError(system, answer.status);
    if (!isRow(answer.body)) throw new SourceError(system, 'garbage', `${system} answered with something else than JSON.`);
    return answer.body;
  };
}
