/** Ghost's members, newsletters, events and webhooks in memory. Times are Unix milliseconds in whole seconds. */
import { createHash, createHmac } from 'node:crypto';
import type { Company } from '../people/model.ts';
import { newsletters as companyNewsletters, objectId } from '../people/records.ts';

export interface Label {
  id: string;
  name: string;
  slug: string;
  createdAtMs: number;
}

export interface Newsletter {
  id: string;
  uuid: string;
  name: string;
  slug: string;
  description: string | null;
  sortOrder: number;
  createdAtMs: number;
  updatedAtMs: number;
}

export interface Member {
  id: string;
  uuid: string;
  email: string;
  name: string | null;
  note: string | null;
  createdAtMs: number;
  updatedAtMs: number;
  lastSeenAtMs: number | null;
  labels: Label[];
  newsletters: Newsletter[];
  suppression: { reason: 'fail' | 'spam'; atMs: number } | null;
  emailCount: number;
  emailOpenedCount: number;
  /** How the member came in. */
  source: 'api' | 'member';
}

export interface Email {
  id: string;
  subject: string;
  newsletterId: string;
  sentAtMs: number;
}

/** An event of the timeline, in the form that its serializer needs. */
export type Event = { id: string; memberId: string; atMs: number } & (
  | { type: 'signup_event'; source: string }
  | { type: 'newsletter_event'; newsletterId: string; subscribed: boolean; source: string }
  | {
      type: 'email_sent_event' | 'email_delivered_event' | 'email_opened_event' | 'email_failed_event';
      emailId: string;
    }
  | { type: 'click_event'; emailId: string }
  | { type: 'aggregated_click_event'; clicks: number }
);

export interface Webhook {
  id: string;
  event: string;
  targetUrl: string;
  secret: string | null;
  name: string | null;
  createdAtMs: number;
  lastTriggeredAtMs: number | null;
  lastTriggeredStatus: string | null;
  lastTriggeredError: string | null;
}

/** Newest first; ids decide between events of one second, as Ghost sorts them. */
export function newestFirst(a: Event, b: Event): number {
  return b.atMs - a.atMs || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

export class GhostStore {
  readonly members = new Map<string, Member>();
  readonly newsletters: Newsletter[] = [];
  readonly emails = new Map<string, Email>();
  readonly webhooks = new Map<string, Webhook>();
  readonly integrationId: string;
  private readonly labels = new Map<string, Label>();
  private readonly memberByEmail = new Map<string, string>();
  private readonly eventsByMember = new Map<string, Event[]>();
  private events: Event[] = [];
  private eventsSorted = true;
  private readonly seed: number;
  private counter = 0x100000;

  constructor(company: Company) {
    this.seed = company.seed;
    const firstDayMs = company.nowMs - 1000 * 86_400_000;
    this.integrationId = this.newId(firstDayMs);
    // A fresh Ghost has its default newsletter only.
    for (const newsletter of company.people.length === 0 ? companyNewsletters.slice(0, 1) : companyNewsletters) {
      this.addNewsletter(newsletter.name, newsletter.description, firstDayMs, newsletter.slug);
    }
    this.load(company);
  }

  newId(atMs: number): string {
    return objectId(atMs, this.seed, (this.counter += 1));
  }

  /** A UUID that follows from the id, so that a second start shows the same. */
  uuid(id: string): string {
    const hex = createHash('sha256').update(`uuid:${id}`).digest('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  unsubscribeKey(uuid: string): string {
    return createHmac('sha256', `members-validation-${this.seed}`).update(uuid).digest('hex');
  }

  private load(company: Company): void {
    for (const campaign of company.campaigns) {
      this.emails.set(campaign.id, {
        id: campaign.id,
        subject: campaign.subject,
        newsletterId: this.newsletterBySlug(campaign.newsletter)!.id,
        sentAtMs: campaign.sentAtMs,
      });
    }
    for (const member of company.members) {
      const added = this.addMember({
        id: member.id,
        uuid: this.uuid(member.id),
        email: member.email,
        name: member.name,
        note: member.note,
        createdAtMs: member.createdAtMs,
        updatedAtMs: member.updatedAtMs ?? member.createdAtMs,
        lastSeenAtMs: null,
        labels: member.labels.map((name) => this.label(name, member.createdAtMs)),
        newsletters: member.newsletters.map((slug) => this.newsletterBySlug(slug)!),
        suppression: member.suppressed,
        emailCount: 0,
        emailOpenedCount: 0,
        source: 'api',
      });
      this.addEvent({
        type: 'signup_event',
        id: this.newId(member.createdAtMs),
        memberId: added.id,
        atMs: member.createdAtMs,
        source: 'api',
      });
      const joined = [...member.newsletters, ...member.unsubscribed.map(({ slug }) => slug)];
      for (const slug of joined) this.subscription(added, this.newsletterBySlug(slug)!, true, member.createdAtMs);
      for (const { slug, atMs } of member.unsubscribed)
        this.subscription(added, this.newsletterBySlug(slug)!, false, atMs, 'member');
    }
    for (const recipient of company.recipients) {
      const { id, memberId, campaignId: emailId } = recipient;
      const member = this.members.get(memberId)!;
      member.emailCount += 1;
      // One row of Ghost's email_recipients shows as up to two events of one id; "sent" only while not yet delivered.
      if (recipient.failedAtMs !== null)
        this.addEvent({ type: 'email_failed_event', id, memberId, emailId, atMs: recipient.failedAtMs });
      if (recipient.deliveredAtMs !== null)
        this.addEvent({ type: 'email_delivered_event', id, memberId, emailId, atMs: recipient.deliveredAtMs });
      if (recipient.openedAtMs !== null) {
        member.emailOpenedCount += 1;
        member.lastSeenAtMs = Math.max(member.lastSeenAtMs ?? 0, recipient.openedAtMs);
        this.addEvent({ type: 'email_opened_event', id, memberId, emailId, atMs: recipient.openedAtMs });
      }
      if (recipient.clickedAtMs !== null) this.addClick(memberId, emailId, recipient.clickedAtMs);
    }
  }

  private addClick(memberId: string, emailId: string, atMs: number): void {
    const click = { memberId, atMs, id: this.newId(atMs) };
    const first = (this.eventsByMember.get(memberId) ?? []).find((event) => event.type === 'aggregated_click_event');
    this.addEvent({ ...click, type: 'click_event', emailId });
    // Ghost shows a member's clicks once more, taken together at the time of the first.
    if (!first) this.addEvent({ ...click, type: 'aggregated_click_event', clicks: 1 });
    else if (first.type === 'aggregated_click_event') {
      first.clicks += 1;
      if (atMs < first.atMs) Object.assign(first, { atMs, id: click.id });
      this.eventsSorted = false;
    }
  }

  newsletterBySlug(slug: string): Newsletter | undefined {
    return this.newsletters.find((newsletter) => newsletter.slug === slug);
  }

  addNewsletter(name: string, description: string | null, nowMs: number, slug = slugOf(name)): Newsletter {
    const id = this.newId(nowMs);
    const newsletter = {
      id,
      uuid: this.uuid(id),
      name,
      slug,
      description,
      sortOrder: this.newsletters.length,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
    };
    this.newsletters.push(newsletter);
    return newsletter;
  }

  /** The label of that name, made when it is new. */
  label(name: string, nowMs: number): Label {
    const slug = slugOf(name);
    const known = this.labels.get(slug);
    if (known) return known;
    const label = { id: this.newId(nowMs), name, slug, createdAtMs: nowMs };
    this.labels.set(slug, label);
    return label;
  }

  addMember(member: Member): Member {
    this.members.set(member.id, member);
    this.memberByEmail.set(member.email.toLowerCase(), member.id);
    return member;
  }

  removeMember(member: Member): void {
    this.members.delete(member.id);
    this.memberByEmail.delete(member.email.toLowerCase());
    this.eventsByMember.delete(member.id);
    this.events = this.events.filter((event) => event.memberId !== member.id);
  }

  setEmail(member: Member, email: string): void {
    this.memberByEmail.delete(member.email.toLowerCase());
    member.email = email;
    this.memberByEmail.set(email.toLowerCase(), member.id);
  }

  findByEmail(email: string): Member | undefined {
    const id = this.memberByEmail.get(email.toLowerCase());
    return id === undefined ? undefined : this.members.get(id);
  }

  /** Notes that a member joined or left a newsletter. */
  subscription(member: Member, newsletter: Newsletter, subscribed: boolean, atMs: number, source = 'api'): void {
    this.addEvent({
      type: 'newsletter_event',
      id: this.newId(atMs),
      memberId: member.id,
      newsletterId: newsletter.id,
      subscribed,
      atMs,
      source,
    });
  }

  addEvent(event: Event): void {
    this.events.push(event);
    this.eventsSorted = false;
    const own = this.eventsByMember.get(event.memberId);
    if (own) own.push(event);
    else this.eventsByMember.set(event.memberId, [event]);
  }

  /** All events, newest first. */
  timeline(): readonly Event[] {
    if (!this.eventsSorted) this.events.sort(newestFirst);
    this.eventsSorted = true;
    return this.events;
  }

  eventsOf(memberId: string): readonly Event[] {
    return this.eventsByMember.get(memberId) ?? [];
  }
}

/** Ghost's slug of a name. */
export function slugOf(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[̀-ͯ]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
