/**
 * Webhooks: what a source tells of changes goes to the inbox, once per delivery. The inbox is written first and the mark of
 * the delivery after it: who dies between the two is told again, which costs a read, and the other way round a change
 * would be lost.
 */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Store } from '../datasources/mongo/store.ts';
import type { ConnectedSource } from '../datasources/systems/connect.ts';
import type { WebhookRefusal } from '../datasources/systems/webhook.ts';
import { sourceRef } from '../domain/sourceRef.ts';
import type { IngestLogger } from './types.ts';

/** `taken`: durable in the inbox. `known`: this very delivery was taken before. */
export type WebhookOutcome = 'taken' | 'known' | WebhookRefusal;

/** Where a source sends its webhooks. */
export interface WebhookEndpoint {
  maxBodyBytes: number;
  /** Rejects with STORE_UNAVAILABLE where nothing could be written: then it is to be sent again. */
  take(headers: IncomingHttpHeaders, body: Buffer): Promise<WebhookOutcome>;
}

export interface WebhooksOptions {
  store: Pick<Store, 'inbox' | 'deliveries'>;
  /** From `createSources`. */
  sources: ReadonlyMap<string, Pick<ConnectedSource, 'system' | 'definition' | 'webhook'>>;
  now: () => number;
  logger: IngestLogger;
  /** Told when there is something in the inbox. */
  onTaken?: () => void;
}

/** Clocks of gateways, and of the server that removes marks, may differ by this much. */
const CLOCKS_DIFFER_MS = 60_000;
/** Of one source and reason: whoever sends rubbish writes no log. */
const TELL_AGAIN_MS = 60_000;

/** Gives the endpoint of a source by its name; undefined for one that is unknown or not configured to send any. */
export function createWebhooks({ store, sources, now, logger, onTaken }: WebhooksOptions): (system: string) => WebhookEndpoint | undefined {
  const endpoints = new Map<string, WebhookEndpoint>();

  for (const { system, webhook } of sources.values()) {
    if (!webhook) continue;
    const toldAt = new Map<WebhookRefusal, number>();
    const refuse = (reason: WebhookRefusal): WebhookRefusal => {
      if (now() - (toldAt.get(reason) ?? -Infinity) >= TELL_AGAIN_MS) {
        toldAt.set(reason, now());
        logger.warn({ system, reason }, 'A webhook was refused.');
      }
      return reason;
    };

    endpoints.set(system, {
      maxBodyBytes: webhook.maxBodyBytes,
      async take(headers, body) {
        const reading = webhook.read(headers, body, now());
        if ('refused' in reading) return refuse(reading.refused);
        const delivery = createHash('sha256').update(`${system}\0`).update(reading.mac).digest('base64url');
        if (await store.deliveries.has(delivery)) return 'known';
        const told = reading.told.map(({ type, id, observed }) => ({ ref: sourceRef(system, type, id), system, type, observed }));
        const named = new Map(told.flatMap(({ observed, ...each }) => (observed ? [] : [[each.ref, each] as const])));
        if (named.size > 0) await store.inbox.signal([...named.values()]);
        const observed = told.flatMap(({ observed: said, ...each }) => (said ? [{ ...each, ...said }] : []));
        if (observed.length > 0) await store.inbox.observe(observed);
        await store.deliveries.mark(delivery, new Date(reading.atMs + webhook.toleranceMs + CLOCKS_DIFFER_MS));
        if (told.length > 0) onTaken?.();
        return 'taken';
      },
    });
  }
  return (system) => endpoints.get(system);
}
