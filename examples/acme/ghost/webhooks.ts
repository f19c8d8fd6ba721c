/**
 * Sends Ghost's webhooks: once each, two seconds to answer. (Ghost asks its HTTP client for retries, but that client does
 * not retry a POST.) With a secret the body is signed: HMAC-SHA256 over body and time, both in the header.
 */
import { createHmac } from 'node:crypto';
import type { GhostStore } from './store.ts';

const TIMEOUT_MS = 2000;

/** The value of `x-ghost-signature` for a body. */
export function signature(secret: string, body: string, atMs: number): string {
  return `sha256=${createHmac('sha256', secret).update(`${body}${atMs}`).digest('hex')}, t=${atMs}`;
}

export class WebhookSender {
  private readonly store: GhostStore;
  private readonly now: () => number;
  private readonly stopping = new AbortController();
  private readonly underWay = new Set<Promise<void>>();

  constructor(store: GhostStore, now: () => number) {
    this.store = store;
    this.now = now;
  }

  /** Tells everybody who asked for `event`; does not wait for them. */
  send(event: string, payload: unknown): void {
    for (const webhook of this.store.webhooks.values()) {
      if (webhook.event !== event) continue;
      const delivery = this.deliver(webhook.id, JSON.stringify(payload)).finally(() => this.underWay.delete(delivery));
      this.underWay.add(delivery);
    }
  }

  private async deliver(id: string, body: string): Promise<void> {
    const webhook = this.store.webhooks.get(id)!;
    const atMs = this.now();
    const headers: Record<string, string> = {
      'user-agent': 'Ghost/5.130 (https://github.com/TryGhost/Ghost)',
      'content-type': 'application/json',
      'content-version': 'v5.130',
    };
    if (webhook.secret) headers['x-ghost-signature'] = signature(webhook.secret, body, atMs);
    webhook.lastTriggeredAtMs = atMs;
    try {
      const signal = AbortSignal.any([this.stopping.signal, AbortSignal.timeout(TIMEOUT_MS)]);
      const response = await fetch(webhook.targetUrl, { method: 'POST', headers, body, signal });
      await response.arrayBuffer();
      webhook.lastTriggeredStatus = String(response.status);
      webhook.lastTriggeredError = response.ok ? null : `Request failed: ${response.status}`;
      // The receiver says that it does not want them any more.
      if (response.status === 410) this.store.webhooks.delete(id);
    } catch (error) {
      webhook.lastTriggeredStatus = null;
      webhook.lastTriggeredError = error instanceof Error ? error.name : 'Error';
    }
  }

  /** Gives up what is under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.underWay);
  }
}
