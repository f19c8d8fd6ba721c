import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { GatewayError } from '../domain/errors.ts';
import type { Cursors } from '../resolvers/context.ts';
import type { ListPosition } from '../datasources/mongo/store.ts';

const version = 2;
const DEFAULT_LIFETIME_MS = 24 * 60 * 60 * 1_000;
const ivBytes = 12;
const tagBytes = 16;

const isPosition = (value: unknown): value is ListPosition =>
  Array.isArray(value) && value.every((item) => typeof item === 'string' || typeof item === 'number');

/**
 * Cursors: the position, encrypted with AES-256-GCM. The binding (caller, list, filter, order) is authenticated but not
 * carried, so a cursor of another list or caller fails as a forged one does.
 * It ends like one after a day: who pages on later begins anew.
 * @param key shared secret of at least 32 bytes
 */
export function createCursors(key: Uint8Array, { now = Date.now, lifetimeMs = DEFAULT_LIFETIME_MS }: { now?(): number; lifetimeMs?: number } = {}): Cursors {
  if (key.byteLength < 32) throw new Error('The key of cursors needs at least 32 bytes.');
  const cipherKey = Buffer.from(hkdfSync('sha256', key, '', 'c360 cursor', 32));
  const refused = (): GatewayError =>
    new GatewayError('BAD_USER_INPUT', 'This cursor is not of this list.', { argument: 'after' });

  return {
    encode(position, binding) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', cipherKey, iv);
      cipher.setAAD(Buffer.from(binding, 'utf8'));
      const body = Buffer.concat([cipher.update(JSON.stringify([now(), ...position]), 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.from([version]), iv, cipher.getAuthTag(), body]).toString('base64url');
    },
    decode(cursor, binding) {
      const bytes = /^[\w-]+$/.test(cursor) ? Buffer.from(cursor, 'base64url') : Buffer.alloc(0);
      if (bytes.byteLength <= 1 + ivBytes + tagBytes || bytes[0] !== version) throw refused();
      try {
        const decipher = createDecipheriv('aes-256-gcm', cipherKey, bytes.subarray(1, 1 + ivBytes), { authTagLength: tagBytes });
        decipher.setAAD(Buffer.from(binding, 'utf8'));
        decipher.setAuthTag(bytes.subarray(1 + ivBytes, 1 + ivBytes + tagBytes));
        const text = Buffer.concat([decipher.update(bytes.subarray(1 + ivBytes + tagBytes)), decipher.final()]).toString('utf8');
        const [madeMs, ...position] = JSON.parse(text) as unknown[];
        // Another instance's clock may be a little ahead.
        if (typeof madeMs === 'number' && now() - madeMs <= lifetimeMs && isPosition(position)) return position;
      } catch {
        // What failed is for nobody to learn: every bad cursor is the same.
      }
      throw refused();
    },
  };
}
