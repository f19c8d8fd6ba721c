/** Deliveries as senders make them, reckoned apart from the code that checks them. */
import { createHmac, randomUUID } from 'node:crypto';

export interface SentWebhook {
  headers: Record<string, string>;
  body: string;
}

/** As Ghost signs: over body and milliseconds. */
export function ghostDelivery(secret: string, payload: unknown, atMs: number): SentWebhook {
  const body = JSON.stringify(payload);
  const hash = createHmac('sha256', secret).update(`${body}${atMs}`).digest('hex');
  return { headers: { 'content-type': 'application/json', 'x-ghost-signature': `sha256=${hash}, t=${atMs}` }, body };
}

/** As a trigger, scrip or plugin does by Standard Webhooks (docs/webhooks.md). */
export function standardDelivery(secret: string | Buffer, payload: unknown, atMs: number, id: string = randomUUID()): SentWebhook {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const seconds = Math.floor(atMs / 1_000);
  const mac = createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64');
  return { headers: { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${mac}` }, body };
}

export const memberEdited = (id: string, name = 'Ada King'): object => ({ member: { current: { id, name }, previous: { name: 'Ada Lovelace' } } });
