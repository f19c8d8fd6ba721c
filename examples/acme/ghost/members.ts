/** Reading and changing Ghost's members. A change of consent or labels leaves `updated_at` where it was, but is told to webhooks. */
import { badFilter, invalid, notFound } from './errors.ts';
import { keysOf, matchesNql, parseNql, pinned } from './nql.ts';
import type { Own } from './nql.ts';
import { ghostTime, newsletterStub, webhookMember } from './shapes.ts';
import type { GhostStore, Member, Newsletter } from './store.ts';
import type { WebhookSender } from './webhooks.ts';

type Input = Record<string, unknown>;

const FIELDS: Readonly<Record<string, (member: Member) => Own>> = {
  id: (member) => member.id,
  uuid: (member) => member.uuid,
  email: (member) => member.email,
  name: (member) => member.name,
  note: (member) => member.note,
  status: () => 'free',
  geolocation: () => null,
  subscribed: (member) => member.newsletters.length > 0,
  created_at: (member) => new Date(member.createdAtMs),
  updated_at: (member) => new Date(member.updatedAtMs),
  last_seen_at: (member) => (member.lastSeenAtMs === null ? null : new Date(member.lastSeenAtMs)),
  email_count: (member) => member.emailCount,
  email_opened_count: (member) => member.emailOpenedCount,
  label: (member) => member.labels.map(({ slug }) => slug),
  labels: (member) => member.labels.map(({ slug }) => slug),
  'newsletters.slug': (member) => member.newsletters.map(({ slug }) => slug),
  'newsletters.id': (member) => member.newsletters.map(({ id }) => id),
  'newsletters.status': (member) => member.newsletters.map(() => 'active'),
};

/** Members of a filter, a search and an order; without an order the newest come first. Throws a GhostError. */
export function findMembers(store: GhostStore, parameters: URLSearchParams): Member[] {
  const filterText = parameters.get('filter');
  const search = parameters.get('search')?.toLowerCase();
  let members = [...store.members.values()];
  if (filterText) {
    const filter = parseNql(filterText);
    if (keysOf(filter).some((key) => !Object.hasOwn(FIELDS, key))) throw badFilter();
    const ids = pinned(filter, 'id');
    const emails = ids ? null : pinned(filter, 'email');
    const known =
      ids?.map((id) => store.members.get(String(id))) ?? emails?.map((email) => store.findByEmail(String(email)));
    if (known) members = [...new Set(known.filter((member) => member !== undefined))];
    members = members.filter((member) => matchesNql(filter, (key) => FIELDS[key]!(member)));
  }
  if (search)
    members = members.filter(
      (member) => member.email.toLowerCase().includes(search) || (member.name ?? '').toLowerCase().includes(search),
    );
  return members.sort(comparison(parameters.get('order') ?? 'created_at desc'));
}

function comparison(order: string): (a: Member, b: Member) => number {
  const keys = order.split(',').map((part) => {
    const [name = '', direction = 'asc'] = part.trim().split(/\s+/);
    return { read: FIELDS[name] ?? FIELDS.created_at!, sign: direction.toLowerCase() === 'desc' ? -1 : 1 };
  });
  const value = (own: Own): number | string =>
    own instanceof Date ? own.getTime() : typeof own === 'number' ? own : String(own ?? '');
  return (a, b) => {
    for (const { read, sign } of keys) {
      const [left, right] = [value(read(a)), value(read(b))];
      if (left !== right) return left < right ? -sign : sign;
    }
    return a.id < b.id ? 1 : -1;
  };
}

export class MemberWrites {
  private readonly store: GhostStore;
  private readonly webhooks: WebhookSender;
  private readonly now: () => number;

  constructor(store: GhostStore, webhooks: WebhookSender, now: () => number) {
    this.store = store;
    this.webhooks = webhooks;
    this.now = now;
  }

  /** Throws NotFound for an id that is not there. */
  find(id: string): Member {
    const member = this.store.members.get(id);
    if (!member) throw notFound();
    return member;
  }

  private newsletters(input: Input, otherwise: () => Newsletter[]): Newsletter[] {
    if (Array.isArray(input.newsletters)) {
      const ids = (input.newsletters as { id?: string; slug?: string }[]).map(({ id, slug }) =>
        this.store.newsletters.find((one) => one.id === id || one.slug === slug),
      );
      if (ids.some((one) => one === undefined))
        throw invalid('Validation error, cannot save member.', 'Newsletter does not exist.', 'newsletters');
      return ids as Newsletter[];
    }
    if (input.subscribed === false) return [];
    return otherwise();
  }

  private labels(input: Input, nowMs: number): Member['labels'] | null {
    if (!Array.isArray(input.labels)) return null;
    return (input.labels as (string | { name?: string; slug?: string })[]).map((one) =>
      this.store.label(typeof one === 'string' ? one : (one.name ?? one.slug ?? ''), nowMs),
    );
  }

  private checkEmail(email: unknown, own: Member | null): string {
    if (typeof email !== 'string' || !/^[^\s@]+@[^\s@]+$/.test(email))
      throw invalid('Validation error, cannot save member.', 'Validation (isEmail) failed for email', 'email');
    const taken = this.store.findByEmail(email);
    if (taken && taken !== own) {
      throw own
        ? invalid(
            'Validation error, cannot edit member.',
            'Member already exists. Attempting to edit member with existing email address',
            'email',
          )
        : invalid(
            'Validation error, cannot save member.',
            'Member already exists. Attempting to add member with existing email address',
            'email',
          );
    }
    return email;
  }

  create(input: Input): Member {
    const nowMs = Math.floor(this.now() / 1000) * 1000;
    const email = this.checkEmail(input.email, null);
    const id = this.store.newId(nowMs);
    const member = this.store.addMember({
      id,
      uuid: this.store.uuid(id),
      email,
      name: typeof input.name === 'string' ? input.name : null,
      note: typeof input.note === 'string' ? input.note : null,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
      lastSeenAtMs: null,
      labels: this.labels(input, nowMs) ?? [],
      newsletters: this.newsletters(input, () => [...this.store.newsletters]),
      suppression: null,
      emailCount: 0,
      emailOpenedCount: 0,
      source: 'api',
    });
    for (const newsletter of member.newsletters) this.store.subscription(member, newsletter, true, nowMs);
    this.store.addEvent({
      type: 'signup_event',
      id: this.store.newId(nowMs),
      memberId: id,
      atMs: nowMs,
      source: 'api',
    });
    this.webhooks.send('member.added', { member: { current: webhookMember(member), previous: {} } });
    return member;
  }

  update(member: Member, input: Input): Member {
    const nowMs = Math.floor(this.now() / 1000) * 1000;
    const email = input.email === undefined ? member.email : this.checkEmail(input.email, member);
    const previous: Record<string, unknown> = {};
    if (email !== member.email) {
      previous.email = member.email;
      this.store.setEmail(member, email);
    }
    for (const field of ['name', 'note'] as const) {
      if (input[field] === undefined || input[field] === member[field]) continue;
      previous[field] = member[field];
      member[field] = input[field] === null ? null : String(input[field]);
    }
    if (Object.keys(previous).length > 0) {
      previous.updated_at = ghostTime(member.updatedAtMs);
      member.updatedAtMs = nowMs;
    }
    this.setNewsletters(
      member,
      this.newsletters(input, () => member.newsletters),
      previous,
      nowMs,
    );
    const labels = this.labels(input, nowMs);
    if (labels && !sameIds(labels, member.labels)) {
      previous.labels = webhookMember(member).labels;
      member.labels = labels;
    }
    if (Object.keys(previous).length > 0)
      this.webhooks.send('member.edited', { member: { current: webhookMember(member), previous } });
    return member;
  }

  private setNewsletters(member: Member, wanted: Newsletter[], previous: Record<string, unknown>, nowMs: number): void {
    if (sameIds(wanted, member.newsletters)) return;
    previous.newsletters = member.newsletters.map(newsletterStub);
    for (const one of wanted) if (!member.newsletters.includes(one)) this.store.subscription(member, one, true, nowMs);
    for (const one of member.newsletters) if (!wanted.includes(one)) this.store.subscription(member, one, false, nowMs);
    member.newsletters = wanted;
  }

  remove(member: Member): void {
    const previous = webhookMember(member);
    this.store.removeMember(member);
    this.webhooks.send('member.deleted', { member: { current: {}, previous } });
  }
}

function sameIds(a: readonly { id: string }[], b: readonly { id: string }[]): boolean {
  return a.length === b.length && a.every(({ id }) => b.some((other) => other.id === id));
}
