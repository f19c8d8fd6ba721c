/** Starts and ends the real oidc-provider of a folder, and asks it for tokens. */
import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../bench/freePort.ts';

export const AUDIENCE = 'urn:customer360';

export interface OidcProvider {
  issuer: string;
  /** Starts it, with a new signing key of this id. */
  start(kid: string): Promise<void>;
  stop(): Promise<void>;
  /** A token by client credentials. */
  machineToken(client: string, request?: Record<string, string>): Promise<string>;
  /** What a person gets who logs in at the desk. */
  personTokens(login: string): Promise<{ access_token: string; id_token: string }>;
  close(): Promise<void>;
}

/** `folder`: where install.sh has put the package. */
export async function openOidcProvider(folder: string): Promise<OidcProvider> {
  const scratch = await mkdtemp(join(tmpdir(), 'c360-oidc-'));
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const server = join(folder, 'server.mjs');
  await copyFile(join(__dirname, 'server.mjs'), server);
  let running: ChildProcess | undefined;

  const post = async (client: string, form: Record<string, string>): Promise<Record<string, string>> => {
    const response = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${client}:${client}-secret`)}` },
      body: new URLSearchParams(form),
    });
    const answer = (await response.json()) as Record<string, string>;
    if (!response.ok) throw new Error(`The provider answers ${response.status}: ${answer['error']}`);
    return answer;
  };
  const stop = async (): Promise<void> => {
    const process = running;
    running = undefined;
    if (!process || process.exitCode !== null) return;
    const ended = new Promise((resolve) => process.once('exit', resolve));
    process.kill();
    await ended;
  };

  return {
    issuer,
    async start(kid) {
      await stop();
      const keys = join(scratch, `${kid}.json`);
      const key = { ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' };
      await writeFile(keys, JSON.stringify({ keys: [key] }), { mode: 0o600 });
      const child = spawn(process.execPath, [server], {
        cwd: folder, env: { PATH: process.env['PATH'], PORT: String(port), KEYS: keys, AUDIENCE }, stdio: ['ignore', 'pipe', 'inherit'],
      });
      running = child;
      await new Promise<void>((resolve, reject) => {
        child.once('exit', (code) => reject(new Error(`The provider ended with code ${code}.`)));
        child.stdout.on('data', (text: Buffer) => {
          if (text.toString().includes('ready')) resolve();
        });
      });
    },
    stop,
    machineToken: async (client, request = { scope: 'orders:read' }) => (await post(client, { grant_type: 'client_credentials', ...request })).access_token as string,
    async personTokens(login) {
      const jar = new Map<string, string>();
      // The provider's own development pages: log in, agree, and back with a code.
      const go = async (address: string, form?: Record<string, string>): Promise<string> => {
        const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
        const response = await fetch(new URL(address, issuer), {
          redirect: 'manual', headers: { cookie }, ...(form && { method: 'POST', body: new URLSearchParams(form) }),
        });
        for (const line of response.headers.getSetCookie()) {
          const [name = '', value = ''] = (line.split(';')[0] as string).split(/=(.*)/s);
          jar.set(name, value);
        }
        return response.headers.get('location') ?? '';
      };
      const query = new URLSearchParams({ client_id: 'desk', response_type: 'code', scope: 'openid orders:read', redirect_uri: 'http://127.0.0.1:9/callback', resource: AUDIENCE });
      let at = await go(`/auth?${query}`);
      for (let step = 0; step < 8 && !at.startsWith('http://127.0.0.1:9/'); step += 1) {
        const isPage = at.includes('/interaction/');
        at = await go(at, isPage ? { prompt: step === 0 ? 'login' : 'consent', login, password: 'any' } : undefined);
      }
      const code = new URL(at).searchParams.get('code') ?? '';
      return (await post('desk', { grant_type: 'authorization_code', code, redirect_uri: 'http://127.0.0.1:9/callback' })) as { access_token: string; id_token: string };
    },
    async close() {
      await stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
