/**
 * What a source's webhook says, and whether to believe it. The scheme belongs to the adapter: `SourceDefinition.webhook`,
 * or the one of `standardWebhooks.ts` for systems that have none of their own.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SourceRecord } from '../../domain/records.ts';
import type { RecordType } from '../../domain/sourceRef.ts';

/** A delivery as it came. Nothing in it is to be trusted, or parsed, before its signature holds. */
export interface WebhookDelivery {
  /** Names in lower case, as Node gives them. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The bytes that were signed. */
  body: Buffer;
  secret: string;
  nowMs: number;
  /** How far the signed time may be from ours, before and after. */
  toleranceMs: number;
}

/** A record that may have changed; one that is gone is named like any other, and found missing when it is fetched. */
export interface ToldRecord {
  type: RecordType;
  id: string;
  /** Where the source cannot be asked by id (`SourceDefinition.observes`): what it says of the record now. */
  observed?: Observation;
}

/** What a source said of a record by itself. */
export interface Observation {
  /** Null: there is none any more. */
  record: SourceRecord | null;
  /** Place among the statements of the source about this record, by its own count or clock: a whole number from 0, the later the greater. */
  order: number;
}

/**
 * `signature`: missing, malformed or wrong. `time`: too far from ours; a repeated delivery is this sooner or later.
 * `unreadable`: signed well, but not what the scheme says.
 */
export type WebhookRefusal = 'signature' | 'time' | 'unreadable';

/**
 * `mac`: as reckoned here, so that a delivery is known again however its header is written. `atMs`: the time that is
 * signed with it.
 */
export type WebhookReading = { refused: WebhookRefusal } | { told: ToldRecord[]; mac: Buffer; atMs: number };

/** Checks and reads a delivery. Pure; throws nothing. */
export type ReadWebhook = (delivery: WebhookDelivery) => WebhookReading;

/** HMAC-SHA256 over the parts, one after the other. */
export function macOf(secret: string | Buffer, ...parts: readonly (string | Buffer)[]): Buffer {
  const hmac = createHmac('sha256', secret);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** Compares a claimed MAC in constant time; a claim of another length is no secret. */
export function isMac(claimed: Buffer, reckoned: Buffer): boolean {
  return claimed.length === reckoned.length && timingSafeEqual(claimed, reckoned);
}

/** Whether a signed time is near enough to ours. */
export function isInTime(atMs: number, { nowMs, toleranceMs }: Pick<WebhookDelivery, 'nowMs' | 'toleranceMs'>): boolean {
  return Math.abs(nowMs - atMs) <= toleranceMs;
}

/** The one value of a header; undefined where it is missing, or came twice and so could be read in two ways. */
export function soleHeader(headers: WebhookDelivery['headers'], name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** The body as JSON in UTF-8; undefined where it is none. */
export function parsedBody(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
  } catch {
    return undefined;
  }
}
