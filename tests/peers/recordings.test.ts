import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(process.cwd(), 'tests/contract/recorded');
const systems = ['ghost', 'rt', 'tryton', 'vendure'];
const files = systems.flatMap((system) => readdirSync(join(folder, system)).map((name) => join(folder, system, name)));

/** What would let a reader of the repository into a system that still runs. */
const secrets: Record<string, RegExp> = {
  'a session cookie of RT': /RT_SID[^=]*=[0-9a-f]{16,}/,
  'a session of Tryton': /Session [A-Za-z0-9+/=]{16,}|"result": \[\s*\d+,\s*"[0-9a-f]{16,}"/,
  'a bearer token': /Bearer [\w.-]{4,}|vendure-auth-token": "(?!REMOVED)/,
  'a JSON web token': /eyJ[\w-]{8,}\.[\w-]+\./,
  'an Admin API key of Ghost': /[0-9a-f]{24}:[0-9a-f]{64}/,
  'an unsubscribe key of Ghost': /[?&]key=[0-9a-f]{16,}/,
};
const found = (text: string): string[] => Object.keys(secrets).filter((name) => secrets[name]?.test(text));

describe('recordings of the real systems', () => {
  it.each([
    ['a session cookie of RT', 'RT_SID_callcentre.test.28010=0123456789abcdef0123456789abcdef; path=/'],
    ['a session of Tryton', `Authorization: Session ${Buffer.from('admin:1:0123456789abcdef').toString('base64')}`],
    ['a bearer token', '"authorization": "Bearer 0123"'],
    ['a JSON web token', 'Ghost eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiIvYWRtaW4vIn0.x'],
    ['an Admin API key of Ghost', `"adminKey": "${'0a'.repeat(12)}:${'1b'.repeat(32)}"`],
    ['an unsubscribe key of Ghost', `unsubscribe/?uuid=1&key=${'1b'.repeat(32)}`],
  ])('it notices %s', (name, text) => {
    expect(found(text)).toEqual([name]);
  });

  it('it holds no secret', () => {
    const leaking = files.filter((file) => found(readFileSync(file, 'utf8')).length > 0);
    expect(leaking).toEqual([]);
  });

  it('it holds request, status, headers and body in every file', () => {
    expect(files.length).toBeGreaterThan(100);
    for (const file of files)
      expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object)).toEqual([
        'request',
        'status',
        'headers',
        'body',
      ]);
  });

  it('it shows how Ghost signs a webhook', () => {
    type Webhook = { body: { headers: Record<string, string>; text: string } };
    const { body } = JSON.parse(readFileSync(join(folder, 'ghost/21_webhook_received.json'), 'utf8')) as Webhook;
    const [, hash, time] = /^sha256=(\w+), t=(\d+)$/.exec(body.headers['x-ghost-signature'] ?? '') ?? [];
    const sign = (secret: string): string => createHmac('sha256', secret).update(`${body.text}${time}`).digest('hex');
    expect(sign('another')).not.toBe(hash);
    expect(sign('recorder')).toBe(hash);
  });
});
