/**
 * Ghost's webhooks: `X-Ghost-Signature: sha256=HEX, t=MILLISECONDS`, HMAC-SHA256 over the body followed by the time. They
 * have no id of their own: signature and time are all that tells two of them apart. That is enough. Two changes within one
 * millisecond have other bodies, so other signatures, unless the member reads the same after both.
 */
import { idText, isRow, type Row } from '../answers.ts';
import { isInTime, isMac, macOf, parsedBody, soleHeader, type ReadWebhook } from '../webhook.ts';

/** All 13 digits: with fewer, one could be moved from the time to the end of the body, and both be signed still. */
const SIGNATURE = /^sha256=([0-9a-f]{64}), ?t=(\d{13})$/;

export const ghostWebhook: ReadWebhook = (delivery) => {
  const [, hash, time] = SIGNATURE.exec(soleHeader(delivery.headers, 'x-ghost-signature') ?? '') ?? [];
  if (hash === undefined || time === undefined) return { refused: 'signature' };
  const atMs = Number(time);
  if (!isInTime(atMs, delivery)) return { refused: 'time' };
  const mac = macOf(delivery.secret, delivery.body, time);
  if (!isMac(Buffer.from(hash, 'hex'), mac)) return { refused: 'signature' };

  const parsed = parsedBody(delivery.body);
  if (!isRow(parsed)) return { refused: 'unreadable' };
  // Whoever has Ghost tell of posts as well: there is nothing in them for us.
  if (!('member' in parsed)) return { told: [], mac, atMs };
  const { current, previous }: Row = isRow(parsed.member) ? parsed.member : {};
  // Of a deleted member `current` is empty, and `previous` the whole of it.
  const id = (isRow(current) ? idText(current.id) : null) ?? (isRow(previous) ? idText(previous.id) : null);
  return id === null ? { refused: 'unreadable' } : { told: [{ type: 'party', id }], mac, atMs };
};
