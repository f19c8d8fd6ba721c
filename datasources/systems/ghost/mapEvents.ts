/**
 * Ghost's member events to touches, by allow-list. What was sent, delivered and opened of one e-mail are three events
 * with one id in Ghost, so a touch's id is `type:id`. A sent event vanishes when the delivered one appears.
 */
import type { TouchRecord } from '../../../domain/records.ts';
import { sourceRef } from '../../../domain/sourceRef.ts';
import { idText, isRow, required, text, type Row } from '../answers.ts';
import { instant } from './mapParty.ts';

/** Event type, as events carry it, to the type that a filter wants and the action it means. */
export const TOUCH_TYPES: Readonly<Record<string, { filter: string; action: TouchRecord['action'] | null }>> = {
  email_sent_event: { filter: 'email_sent_event', action: 'SENT' },
  email_delivered_event: { filter: 'email_delivered_event', action: 'DELIVERED' },
  email_opened_event: { filter: 'email_opened_event', action: 'OPENED' },
  email_failed_event: { filter: 'email_failed_event', action: 'BOUNCED' },
  // The one type that is filtered by another name than it has.
  email_complaint_event: { filter: 'email_complained_event', action: 'COMPLAINED' },
  click_event: { filter: 'click_event', action: 'CLICKED' },
  signup_event: { filter: 'signup_event', action: 'SIGNED_UP' },
  /** Its action is in its data. */
  newsletter_event: { filter: 'newsletter_event', action: null },
};

/** `type:id` of an event, or null where it is none of ours. */
export function touchId(event: Row): string | null {
  const id = isRow(event.data) ? idText(event.data.id) : null;
  return id === null || typeof event.type !== 'string' || !Object.hasOwn(TOUCH_TYPES, event.type) ? null : `${event.type}:${id}`;
}

/** The member that an event is about; null where the member was deleted. */
export function memberOf(event: Row): string | null {
  const data: Row = isRow(event.data) ? event.data : {};
  return idText(data.member_id) ?? (isRow(data.member) ? idText(data.member.id) : null);
}

export function mapTouch(event: Row, system: string): TouchRecord | null {
  const member = memberOf(event);
  if (member === null) return null;
  const data: Row = isRow(event.data) ? event.data : {};
  const action = TOUCH_TYPES[String(event.type)]?.action ?? (data.subscribed === true ? 'SUBSCRIBED' : 'UNSUBSCRIBED');
  const at = required(instant(data.created_at), 'created_at');
  return {
    type: 'touch',
    ref: sourceRef(system, 'touch', required(touchId(event), 'id')),
    party: { ref: sourceRef(system, 'party', member) },
    at,
    updatedAt: at,
    final: action !== 'SENT',
    channel: 'EMAIL',
    action,
    campaign: campaignOf(data),
  };
}

function campaignOf({ email, post, newsletter }: Row): string | null {
  if (isRow(email)) return text(email.subject);
  if (isRow(post)) return text(post.title);
  return isRow(newsletter) ? text(newsletter.name) : null;
}
