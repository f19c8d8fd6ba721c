import { createCipheriv, createDecipheriv, hkdfSync, timingSafeEqual, createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { tryParseSourceRef, type SourceRef } from '../domain/sourceRef.ts';
import type { PublicIds } from '../resolvers/context.ts';

const prefix = 'e';
const tagBytes = 16;
/** One encryption costs some 7 us, of which a page of events needs dozens; this many ids take about 10 MB. */
const REMEMBERED_IDS = 50_000;

/**
 * Public ids of everything but customers: the source ref, deterministically encrypted. The same key gives the same id on
 * every instance and for ever. The initialisation vector is the keyed hash of the ref (the synthetic-IV construction of
 * RFC 5297, with HMAC-SHA256 and AES-256-CTR), so an id tells nothing and cannot be forged or changed.
 * @param key shared secret of at least 32 bytes
 */
export function createPublicIds(key: Uint8Array): PublicIds {
  if (key.byteLength < 32) throw new Error('The key of public ids needs at least 32 bytes.');
  const encryptKey = Buffer.from(hkdfSync('sha256', key, '', 'c360 public id: encrypt', 32));
  const tagKey = Buffer.from(hkdfSync('sha256', key, '', 'c360 public id: tag', 32));
  const tagOf = (text: Buffer): Buffer => createHmac('sha256', tagKey).update(text).digest().subarray(0, tagBytes);

  const encrypt = (ref: SourceRef): string => {
    const text = Buffer.from(ref, 'utf8');
    const tag = tagOf(text);
    const cipher = createCipheriv('aes-256-ctr', encryptKey, tag);
    return prefix + Buffer.concat([tag, cipher.update(text), cipher.final()]).toString('base64url');
  };
  const known = new LRUCache<SourceRef, string>({ max: REMEMBERED_IDS });

  return {
    encode(ref: SourceRef): string {
      let id = known.get(ref);
      if (id === undefined) known.set(ref, (id = encrypt(ref)));
      return id;
    },
    decode(id: string): SourceRef | undefined {
      if (!id.startsWith(prefix) || !/^[\w-]+$/.test(id)) return undefined;
      const bytes = Buffer.from(id.slice(prefix.length), 'base64url');
      // Unused bits of base64 would give one ref several ids.
      if (bytes.byteLength <= tagBytes || bytes.toString('base64url') !== id.slice(prefix.length)) return undefined;
      const tag = bytes.subarray(0, tagBytes);
      const decipher = createDecipheriv('aes-256-ctr', encryptKey, tag);
      const text = Buffer.concat([decipher.update(bytes.subarray(tagBytes)), decipher.final()]);
      if (!timingSafeEqual(tagOf(text), tag)) return undefined;
      const ref = text.toString('utf8');
      return tryParseSourceRef(ref) ? ref : undefined;
    },
  };
}
