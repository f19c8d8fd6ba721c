/**
 * The `fields:` of a record type of a source that is configured without code: which of its columns or paths gives which
 * field of the canonical record. No unions, so that each wrong key is named.
 */
import { z } from 'zod';
import { systemNameSchema } from '../config.ts';
import type { Path } from './path.ts';
import { isTimeZone } from './times.ts';

const CHANNELS = ['EMAIL', 'PHONE', 'SMS', 'POST'] as const;
const ORDER_STATUSES = ['DRAFT', 'OPEN', 'PAID', 'SHIPPED', 'DONE', 'CANCELLED'] as const;
const TICKET_STATUSES = ['NEW', 'OPEN', 'WAITING', 'RESOLVED', 'REJECTED'] as const;
const ACTIONS = ['SENT', 'DELIVERED', 'OPENED', 'CLICKED', 'SIGNED_UP', 'SUBSCRIBED', 'UNSUBSCRIBED', 'BOUNCED', 'COMPLAINED'] as const;

/** One or a list of them. */
export const listOf = <Item extends z.ZodType>(item: Item) => z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item).min(1).max(50));
/** A bare text is short for an object with this one key. */
const shortFor = <Shape extends z.ZodType>(key: string, shape: Shape) => z.preprocess((value) => (typeof value === 'string' ? { [key]: value } : value), shape);
/** YAML reads `1` and `true` as no texts; sources have such words too. */
export const word = z.preprocess((value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value), z.string().max(500));

/** Keys of a source that says how its times are to be read. */
export const timeKeys = {
  /** IANA zone of times that name none. */
  timeZone: z.string().refine(isTimeZone, 'must be an IANA time zone such as Europe/Madrid').default('UTC'),
  /** What a bare number counts since 1970, where such columns hold times. */
  numericTimes: z.enum(['seconds', 'milliseconds']).nullable().default(null),
};

/** The schemas of all record types, over what a path is to the adapter: the name of a column, or keys with dots between. */
export function createFieldSchemas(path: z.ZodType<Path>) {
  const only = z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(z.strictObject({ from: path, is: listOf(word) })).max(10).default([]),
  );
  const where = { each: path.optional(), only };

  const coded = <const Values extends readonly [string, ...string[]]>(values: Values) =>
    z
      .strictObject({ is: z.enum(values).optional(), from: path.optional(), values: z.record(z.string(), z.enum(values)).default({}), otherwise: z.enum(values).optional() })
      .refine(({ is, from }) => (is === undefined) !== (from === undefined), 'must have either `is` or `from`');

  const point = shortFor('from', z.strictObject({ ...where, from: path, label: z.string().max(50).optional(), labelFrom: path.optional(), verified: z.boolean().default(false) }));
  const points = listOf(point).default([]);

  const name = shortFor(
    'full',
    z.strictObject({ full: path.optional(), given: path.optional(), family: path.optional() }).refine((parts) => Object.values(parts).some((part) => part !== undefined), 'must have `full`, or `given` and `family`'),
  );

  const address = z.strictObject({ ...where, street: listOf(path).default([]), city: path.optional(), postcode: path.optional(), region: path.optional(), country: path.optional() });
  const addresses = listOf(address).default([]);
  const kind = coded(['PERSON', 'ORGANISATION']).default({ is: 'PERSON', values: {} });

  const reference = z
    .strictObject({
      ...where,
      meaning: z.enum(['identity', 'relationship']),
      by: z.enum(['account', 'loyaltyId', 'ref']),
      from: path,
      /** Where `by` is `ref`: whose record the id names; left out: this system's own. */
      system: systemNameSchema.optional(),
      role: z.enum(['CONTACT_OF', 'HAS_CONTACT', 'MEMBER_OF']).optional(),
      start: path.optional(),
      end: path.optional(),
    })
    .refine(({ meaning, role }) => (meaning === 'relationship') === (role !== undefined), { message: 'must be there for a relationship, and for nothing else', path: ['role'] });

  const subscription = z
    .strictObject({
      ...where,
      channel: z.enum(CHANNELS),
      purpose: z.enum(['MARKETING', 'SERVICE', 'SALES']),
      topic: z.string().min(1).max(200).optional(),
      topicFrom: path.optional(),
      status: coded(['SUBSCRIBED', 'UNSUBSCRIBED', 'SUPPRESSED']),
      /** Left out: the record's own first e-mail or phone. */
      contactPoint: path.optional(),
      since: path.optional(),
    })
    .refine(({ topic, topicFrom }) => (topic === undefined) !== (topicFrom === undefined), 'must have either `topic` or `topicFrom`');

  const money = z
    .strictObject({ amount: path, currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code').optional(), currencyFrom: path.optional(), minorUnitDigits: z.int().min(0).max(4).optional() })
    .refine(({ currency, currencyFrom }) => currency === undefined || currencyFrom === undefined, 'must have only one of `currency` and `currencyFrom`');
  const total = money.refine(({ currency, currencyFrom }) => currency !== undefined || currencyFrom !== undefined, 'must have `currency` or `currencyFrom`');

  const party = z.strictObject({
    kind,
    name,
    emails: points,
    phones: points,
    taxIds: points,
    loyaltyIds: points,
    birthDate: path.optional(),
    addresses,
    account: path.optional(),
    language: path.optional(),
    territory: path.optional(),
    distributor: path.optional(),
    references: listOf(reference).default([]),
    subscriptions: listOf(subscription).default([]),
    createdAt: path.optional(),
    updatedAt: path.optional(),
  });

  /** Who an event is about: a party record of the same system by its id and, where there is none, what the event states. */
  const eventParty = shortFor(
    'ref',
    z
      .strictObject({ ref: path.optional(), kind, name: name.optional(), emails: points, phones: points, addresses })
      .refine(({ ref, emails, phones }) => ref !== undefined || emails.length > 0 || phones.length > 0, 'must have `ref`, `emails` or `phones`'),
  );
  const event = { party: eventParty, at: path, updatedAt: path.optional() };
  const line = z.strictObject({ each: path, only, sku: path.optional(), name: path.optional(), quantity: path, total: money });

  return {
    only,
    party,
    order: z.strictObject({
      ...event,
      number: path.optional(),
      sharedReferences: listOf(path).default([]),
      status: coded(ORDER_STATUSES),
      final: z.array(z.enum(ORDER_STATUSES)).default(['DONE', 'CANCELLED']),
      total: total.optional(),
      lines: line.optional(),
    }),
    ticket: z.strictObject({
      ...event,
      number: path.optional(),
      subject: path.optional(),
      status: coded(TICKET_STATUSES),
      final: z.array(z.enum(TICKET_STATUSES)).default(['RESOLVED', 'REJECTED']),
      category: coded(['COMPLAINT', 'QUESTION']).default({ is: 'QUESTION', values: {} }),
      queue: path.optional(),
      priority: path.optional(),
    }),
    call: z.strictObject({
      ...event,
      direction: coded(['INBOUND', 'OUTBOUND']),
      number: path.optional(),
      durationSeconds: path.optional(),
      agent: path.optional(),
      subject: path.optional(),
    }),
    touch: z.strictObject({ ...event, channel: coded(CHANNELS), action: coded(ACTIONS), campaign: path.optional() }),
  };
}

type Schemas = ReturnType<typeof createFieldSchemas>;
export type PartyFields = z.infer<Schemas['party']>;
export type OrderFields = z.infer<Schemas['order']>;
export type TicketFields = z.infer<Schemas['ticket']>;
export type CallFields = z.infer<Schemas['call']>;
export type TouchFields = z.infer<Schemas['touch']>;
export type EventPartyFields = OrderFields['party'];
/** What one record type declares. */
export type DeclaredFields = PartyFields | OrderFields | TicketFields | CallFields | TouchFields;
/** `interaction` is the gateway's own and comes from no source. */
export const DECLARED_TYPES = ['party', 'order', 'ticket', 'call', 'touch'] as const;
export type DeclaredType = (typeof DECLARED_TYPES)[number];
