/** `settings:` of a source with `adapter: rest` (docs/rest-source.md). */
import { z } from 'zod';
import { Path } from '../declared/path.ts';
import { createFieldSchemas, DECLARED_TYPES, timeKeys } from '../declared/schema.ts';

const path = z.string().regex(/^[^.\0]{1,100}(?:\.[^.\0]{1,100}){0,9}$/, 'must be a path such as data.customer.name').transform((name) => new Path(name, name.split('.')));
const fields = createFieldSchemas(path);

/** What each request may have filled in. */
const PLACES = { byIds: ['id', 'ids'], changed: ['since'], list: [], find: ['value'] } as const;
const PLACE = /\{(\w+)\}/g;

const headerName = z.string().regex(/^[\w-]{1,60}$/, 'must be the name of a header');
const headerValue = z.string().regex(/^[\x20-\x7e]+$/, 'must be one line of ASCII');
const requestPath = z.string().regex(/^(?:\/[^\s?#]*)?$/, 'must begin with / and have no query; parameters go to `query`').refine((text) => !text.split('/').includes('..'), 'may not go up');

/** What a value is made into before it is filled in, where the system reads a language of its own there: JSON, or texts in quotes. */
const escape = z.enum(['none', 'json', 'backslash']).default('none');
const request = { path: requestPath, escape, query: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}), rows: path.optional() };

const paging = z.discriminatedUnion('type', [
  /** The number of the page. */
  z.strictObject({ type: z.literal('page'), parameter: z.string().default('page'), first: z.int().min(0).max(1).default(1) }),
  /** How many rows are passed over. */
  z.strictObject({ type: z.literal('offset'), parameter: z.string().default('offset') }),
  /** The id of the last row: the one that no change can move. */
  z.strictObject({ type: z.literal('afterId'), parameter: z.string() }),
  /** What the answer says is to be asked for next. */
  z.strictObject({ type: z.literal('cursor'), parameter: z.string().default('cursor'), next: path }),
  /** The `Link` header's `rel="next"`. */
  z.strictObject({ type: z.literal('link') }),
  /** Everything comes at once. */
  z.strictObject({ type: z.literal('none') }),
]);

export const SINCE_FORMATS = ['iso', 'isoSeconds', 'blank', 'date', 'seconds', 'milliseconds'] as const;

const byIds = z.strictObject({
  ...request,
  /** Ids in one call; 1: `{id}` instead of `{ids}`. */
  batchSize: z.int().min(1).max(1_000).default(1),
  separator: z.string().default(','),
  /** What stands for each id in `{ids}`. */
  item: z.string().includes('{id}', { message: 'must have {id} in it' }).default('{id}'),
  /** The parameter with `{ids}` comes once for each id. */
  repeat: z.boolean().default(false),
  /** The answer is the row itself and no list; 404: there is none. */
  single: z.boolean().default(false),
});
const changed = z.strictObject({ ...request, paging, sinceFormat: z.enum(SINCE_FORMATS).default('iso') });
const list = z.strictObject({ ...request, paging });
const find = z.strictObject({ email: z.strictObject(request).optional(), phone: z.strictObject(request).optional() });

interface Filled {
  path: string;
  query: Readonly<Record<string, string>>;
}

interface RecordShape {
  byIds: z.infer<typeof byIds>;
  changed?: Filled | undefined;
  list?: Filled | undefined;
  find?: z.infer<typeof find> | undefined;
}

const placesIn = ({ path: text, query }: Filled): string[] => [text, ...Object.values(query)].flatMap((each) => [...each.matchAll(PLACE)].map(([, name]) => name!));

function checkPlaces(shape: RecordShape, problem: (path: PropertyKey[], message: string) => void): void {
  const check = (at: PropertyKey[], filled: Filled | undefined, allowed: readonly string[], needed: string | null) => {
    if (!filled) return;
    const used = placesIn(filled);
    for (const name of used) if (!allowed.includes(name)) problem(at, `has {${name}}, which is not known here${allowed.length === 0 ? '' : `; there is ${allowed.map((each) => `{${each}}`).join(', ')}`}`);
    if (needed !== null && !used.includes(needed)) problem(at, `must have {${needed}} in its path or query: else it would ask for everything`);
  };
  check(['byIds'], shape.byIds, PLACES.byIds, shape.byIds.batchSize === 1 && !placesIn(shape.byIds).includes('ids') ? 'id' : 'ids');
  if (shape.byIds.single && shape.byIds.batchSize > 1) problem(['byIds', 'batchSize'], 'must be 1 where the answer is a `single` row');
  if (shape.byIds.path.includes('{ids}')) problem(['byIds', 'path'], 'may have {id} only; {ids} goes to `query`');
  check(['changed'], shape.changed, PLACES.changed, 'since');
  check(['list'], shape.list, PLACES.list, null);
  for (const by of ['email', 'phone'] as const) check(['find', by], shape.find?.[by], PLACES.find, 'value');
  if (!shape.changed && !shape.list) problem(['list'], 'must be there where there is no `changed`: nothing would ever be found');
}

const record = <Fields extends z.ZodType>(declared: Fields, more: { find: typeof find | null }) =>
  z
    .strictObject({
      id: path,
      /** Only ids of this form are asked for: what a request is made of must not say something else to the system. */
      idPattern: z
        .string()
        .max(200)
        .refine(isPattern, 'must be a regular expression')
        .default('[\\w@.+-]{1,200}'),
      only: fields.only,
      byIds,
      changed: changed.optional(),
      list: list.optional(),
      ...(more.find && { find: more.find.optional() }),
      fields: declared,
    })
    .superRefine((value, context) => checkPlaces(value as unknown as RecordShape, (at, message) => context.addIssue({ code: 'custom', path: at, message })));

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

const secret = z.string().min(1);
const auth = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  z.strictObject({ type: z.literal('bearer'), token: headerValue }),
  z.strictObject({ type: z.literal('basic'), username: secret, password: secret }),
  z.strictObject({ type: z.literal('header'), name: headerName, value: headerValue }),
  /** OAuth 2.0 client credentials (RFC 6749 section 4.4); the token endpoint is below the source's `url`. */
  z.strictObject({ type: z.literal('clientCredentials'), tokenPath: requestPath, clientId: secret, clientSecret: secret, scope: z.string().optional(), lifetimeSeconds: z.int().min(10).max(86_400).optional() }),
]);

export const restSettings = z.strictObject({
  auth,
  /** Sent with every request. */
  headers: z.record(headerName, headerValue).default({}),
  /** Where an answer with HTTP 200 says that it is an error: anything but nothing, false and an empty list. */
  errorPath: path.optional(),
  ...timeKeys,
  /** Calls at once. */
  concurrency: z.int().min(1).max(100).default(2),
  /** How long the system works on after a call was given up. */
  abandonedMs: z.int().min(0).max(600_000).default(0),
  overlapMs: z.int().min(0).max(86_400_000).default(120_000),
  records: z
    .strictObject({
      party: record(fields.party, { find }).optional(),
      order: record(fields.order, { find: null }).optional(),
      ticket: record(fields.ticket, { find: null }).optional(),
      call: record(fields.call, { find: null }).optional(),
      touch: record(fields.touch, { find: null }).optional(),
    })
    .refine((records) => DECLARED_TYPES.some((type) => records[type] !== undefined), 'must have at least one of party, order, ticket, call and touch')
    .superRefine((records, context) => {
      // A sweep that leaves a type out would take all its records for deleted.
      const types = DECLARED_TYPES.filter((type) => records[type] !== undefined);
      const without = types.filter((type) => records[type]!.list === undefined);
      if (without.length > 0 && without.length < types.length) for (const type of without) context.addIssue({ code: 'custom', path: [type, 'list'], message: 'must be there, or for no record type at all' });
    }),
});

export type RestSettings = z.infer<typeof restSettings>;
export type Paging = z.infer<typeof paging>;
export type ByIds = z.infer<typeof byIds>;
export type Listing = z.infer<typeof list>;
export type Found = NonNullable<z.infer<typeof find>['email']>;
/** What is the same for all record types. */
export interface RestRecord {
  id: Path;
  idPattern: string;
  only: z.infer<typeof fields.only>;
  byIds: ByIds;
  changed?: z.infer<typeof changed> | undefined;
  list?: z.infer<typeof list> | undefined;
  find?: z.infer<typeof find> | undefined;
  fields: object;
}
