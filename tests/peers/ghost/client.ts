import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { send, type Answer, type Json } from '../http.ts';

/** The base URL of Ghost; its port comes from up.sh. */
export const ghostUrl = (): string => `http://127.0.0.1:${process.env['GHOST_PORT'] ?? '28050'}/`;

/** The file that holds the key of the Admin API, "id:secret". */
export const keyFile = (): string =>
  `${process.env['DIR'] ?? process.env['C360_PEERS_DIR'] ?? `${process.env['XDG_CACHE_HOME'] ?? `${homedir()}/.cache`}/c360-peers`}/ghost/admin.key`;

/** The Authorization header of the Admin API: a JWT of five minutes, signed with the hex-decoded secret. */
export function authorization(): string {
  const [id = '', secret = ''] = readFileSync(keyFile(), 'utf8').trim().split(':');
  const part = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const signed = `${part({ alg: 'HS256', typ: 'JWT', kid: id })}.${part({ iat: now, exp: now + 300, aud: '/admin/' })}`;
  return `Ghost ${signed}.${createHmac('sha256', Buffer.from(secret, 'hex')).update(signed).digest('base64url')}`;
}

/** One Admin API call. Never throws for an HTTP status. */
export const call = (method: string, path: string, body?: Json): Promise<Answer> =>
  send(
    method,
    `${ghostUrl()}ghost/api/admin/${path}`,
    { authorization: authorization(), 'accept-version': 'v5.0' },
    body,
  );
