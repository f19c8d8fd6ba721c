import { randomFillSync } from 'node:crypto';

/** A UUIDv7 (RFC 9562): 48 bits of milliseconds, then random; so ids are time-ordered and derived from nothing. */
export function uuidV7(nowMs: number, random: (bytes: Buffer) => Buffer = (bytes) => randomFillSync(bytes)): string {
  const bytes = random(Buffer.alloc(16));
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
