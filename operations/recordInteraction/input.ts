/** The input of `recordInteraction`, checked and normalised before anything is read or written. */
import { GatewayError } from '../../domain/errors.ts';
import { normaliseEmail } from '../../domain/normalise/email.ts';
import { fullPhone } from '../../domain/normalise/phone.ts';
import type { RecordedInteraction } from '../../domain/records.ts';

/** As a caller gives it (`RecordInteractionInput` of the schema). */
export interface RecordInteractionInput {
  idempotencyKey: string;
  customerId?: string | null;
  email?: string | null;
  phone?: string | null;
  sourceRef?: string | null;
  channel: RecordedInteraction['channel'];
  direction: RecordedInteraction['direction'];
  /** ISO 8601 in UTC. */
  at?: string | null;
  subject?: string | null;
  note?: string | null;
}

/** Whom the interaction was with. */
export type InteractionTarget =
  | { by: 'customerId' | 'sourceRef'; value: string }
  | { by: 'email' | 'phone'; value: string };

export interface CheckedInput extends Pick<RecordedInteraction, 'channel' | 'direction' | 'subject' | 'note'> {
  idempotencyKey: string;
  target: InteractionTarget;
  at: string | null;
}

const MAX_KEY_LENGTH = 200;
const MAX_SUBJECT_LENGTH = 200;
const MAX_NOTE_LENGTH = 4_000;
const MAX_ID_LENGTH = 1_000;
/** Clocks of callers may be this much ahead of ours. */
const CLOCK_TOLERANCE_MS = 5 * 60 * 1000;

function refuse(argument: string, expected: string): never {
  throw new GatewayError('BAD_USER_INPUT', `Input field \`${argument}\` ${expected}.`, { argument });
}

function text(argument: 'subject' | 'note', value: string | null | undefined, max: number): string | null {
  if (value == null || value.trim() === '') return null;
  if (value.length > max) refuse(argument, `must have at most ${max} characters`);
  return value;
}

function targetOf(input: RecordInteractionInput): InteractionTarget {
  const given = (['customerId', 'email', 'phone', 'sourceRef'] as const).filter((field) => input[field] != null);
  const [by] = given;
  if (by === undefined || given.length > 1) refuse('input', 'must name exactly one of customerId, email, phone and sourceRef');
  const value = input[by]!;
  if (value.length > MAX_ID_LENGTH) refuse(by, 'is too long');
  if (by === 'email') return { by, value: normaliseEmail(value) ?? refuse(by, 'must be an e-mail address') };
  if (by === 'phone') return { by, value: fullPhone(value) ?? refuse(by, 'must be a full phone number such as +34600111222 (E.164), without spaces') };
  return { by, value };
}

/** Throws BAD_USER_INPUT naming the field; what was given is never repeated. `nowMs` bounds the time of the interaction. */
export function checkInput(input: RecordInteractionInput, nowMs: number): CheckedInput {
  const { idempotencyKey, channel, direction } = input;
  if (idempotencyKey.length === 0 || idempotencyKey.length > MAX_KEY_LENGTH) {
    refuse('idempotencyKey', `must have from 1 to ${MAX_KEY_LENGTH} characters`);
  }
  const at = input.at ?? null;
  if (at !== null) {
    const atMs = Date.parse(at);
    if (Number.isNaN(atMs)) refuse('at', 'must be a time');
    if (atMs > nowMs + CLOCK_TOLERANCE_MS) refuse('at', 'must not lie in the future');
  }
  return {
    idempotencyKey,
    target: targetOf(input),
    channel,
    direction,
    at: at === null ? null : new Date(at).toISOString(),
    subject: text('subject', input.subject, MAX_SUBJECT_LENGTH),
    note: text('note', input.note, MAX_NOTE_LENGTH),
  };
}
