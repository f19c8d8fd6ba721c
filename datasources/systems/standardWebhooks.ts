/**
 * Standard Webhooks (standardwebhooks.com), for systems without webhooks of their own: a trigger, scrip or plugin says which
 * record changed, and the gateway fetches it. Headers `webhook-id`, `webhook-timestamp` (seconds) and `webhook-signature`
 * (`v1,BASE64`, several with a blank between them); HMAC-SHA256 over `id.timestamp.body`. The body names one record,
 * `{"type": "order", "id": "17"}`, or a list of them.
 */
import type { RecordType } from '../../domain/sourceRef.ts';
import { idText, isRow } from './answers.ts';
import { isInTime, isMac, macOf, parsedBody, soleHeader, type ReadWebhook, type ToldRecord } from './webhook.ts';

/** Records that one delivery may name. */
export const MOST_TOLD = 500;
/** As many as a change of secrets needs, and some. */
const MOST_SIGNATURES = 10;
/** No dot: it ends the id in what is signed. */
const ID = /^[\w-]{1,256}$/;
const SECONDS = /^\d{1,11}$/;
const SIGNATURE = /^v1,([\w+/]{43}=)$/;

/** The scheme for a system of these types. */
export function standardWebhook(types: readonly RecordType[]): ReadWebhook {
  const known: ReadonlySet<unknown> = new Set(types);

  function toldBy(entry: unknown): ToldRecord | null {
    const id = isRow(entry) ? idText(entry.id) : null;
    return isRow(entry) && id !== null && known.has(entry.type) ? { type: entry.type as RecordType, id } : null;
  }

  return (delivery) => {
    const { headers, body, secret } = delivery;
    const id = soleHeader(headers, 'webhook-id');
    const seconds = soleHeader(headers, 'webhook-timestamp');
    const signatures = soleHeader(headers, 'webhook-signature')?.split(' ', MOST_SIGNATURES) ?? [];
    if (id === undefined || seconds === undefined || !ID.test(id) || !SECONDS.test(seconds)) return { refused: 'signature' };
    const atMs = Number(seconds) * 1_000;
    if (!isInTime(atMs, delivery)) return { refused: 'time' };
    const mac = macOf(keyOf(secret), `${id}.${seconds}.`, body);
    const claims = signatures.flatMap((signature) => SIGNATURE.exec(signature)?.[1] ?? []).map((text) => Buffer.from(text, 'base64'));
    if (!claims.some((claim) => isMac(claim, mac))) return { refused: 'signature' };

    const parsed = parsedBody(body);
    const entries: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
    const told = entries.length > MOST_TOLD ? [null] : entries.map(toldBy);
    return told.includes(null) ? { refused: 'unreadable' } : { told: told.filter((each) => each !== null), mac, atMs };
  };
}

/** A secret as the standard writes it, `whsec_` and base64, or any other text as it stands. */
function keyOf(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret, 'utf8');
}
