/** `settings:` of a source with `adapter: postgres` or `adapter: mysql` (docs/sql-sources.md). */
import { z } from 'zod';
import { Path } from '../declared/path.ts';
import { createFieldSchemas, DECLARED_TYPES, listOf, timeKeys } from '../declared/schema.ts';
import { columnsIn } from './columns.ts';

/** Longer names exist in neither of the two databases. */
const identifier = z.string().regex(/^[^\0]{1,64}$/, 'must be the name of a column');
const column = identifier.transform((name) => new Path(name, [name]));
const table = z.string().regex(/^[^.\0]{1,64}(?:\.[^.\0]{1,64}){0,2}$/, 'must be the name of a table or view, its schema in front where there is one: reporting.customers');

const fields = createFieldSchemas(column);

const child = z.strictObject({
  table,
  /** Column that holds the id of the row that it belongs to. */
  parent: column,
  orderBy: listOf(column).default([]),
  /** Column by which a change of a child tells of its parent. */
  changedAt: column.optional(),
});

const found = z.preprocess((value) => (typeof value === 'string' ? { column: value } : value), z.strictObject({ column, child: z.string().min(1).optional() }));
const find = z.strictObject({ email: listOf(found).optional(), phone: listOf(found).optional() });

interface RecordShape {
  children: Readonly<Record<string, unknown>>;
  fields: unknown;
  only: unknown;
  find?: z.infer<typeof find> | undefined;
}

/** Lists that are no child, and children that hide a column. */
function checkNames({ children, fields: declared, only, find: finds }: RecordShape, problem: (path: PropertyKey[], message: string) => void): void {
  const used = columnsIn({ declared, only });
  for (const name of used.children.keys()) {
    if (!Object.hasOwn(children, name)) problem(['fields'], `names the child ${name} by \`each\`, which \`children\` does not have`);
  }
  for (const name of Object.keys(children)) {
    if (used.own.has(name)) problem(['children', name], 'has the name of a column of the table; give it another');
  }
  for (const [by, list] of Object.entries(finds ?? {})) {
    for (const [index, { child: name }] of (list ?? []).entries()) {
      if (name !== undefined && !Object.hasOwn(children, name)) problem(['find', by, index, 'child'], 'must be one of `children`');
    }
  }
}

const record = <Fields extends z.ZodType>(declared: Fields, more: { find: typeof find | null }) =>
  z
    .strictObject({
      table,
      id: column,
      /** When the row last changed. Left out: every pull asks for everything. */
      changedAt: column.optional(),
      /** Not null: the row is gone. */
      deletedAt: column.optional(),
      only: fields.only,
      children: z.record(identifier, child).default({}),
      ...(more.find && { find: more.find.optional() }),
      fields: declared,
    })
    .superRefine((value, context) => checkNames(value as unknown as RecordShape, (path, message) => context.addIssue({ code: 'custom', path, message })));

export const sqlSettings = z.strictObject({
  user: z.string().min(1),
  password: z.string(),
  /** `verify`: encrypted, the certificate checked. Default: `verify`, and `off` where the database is on this machine. */
  tls: z.enum(['verify', 'off']).optional(),
  /** PEM of the authority that signed the certificate, where it is no public one. */
  ca: z.string().min(1).optional(),
  ...timeKeys,
  /** Transactions that take longer than this to commit are seen by the sweep only. */
  overlapMs: z.int().min(0).max(86_400_000).default(120_000),
  records: z
    .strictObject({
      party: record(fields.party, { find }).optional(),
      order: record(fields.order, { find: null }).optional(),
      ticket: record(fields.ticket, { find: null }).optional(),
      call: record(fields.call, { find: null }).optional(),
      touch: record(fields.touch, { find: null }).optional(),
    })
    .refine((records) => DECLARED_TYPES.some((type) => records[type] !== undefined), 'must have at least one of party, order, ticket, call and touch'),
});

export type SqlSettings = z.infer<typeof sqlSettings>;
export type FindColumn = z.infer<typeof found>;
/** What is the same for all record types. */
export interface SqlRecord {
  table: string;
  id: Path;
  changedAt?: Path | undefined;
  deletedAt?: Path | undefined;
  only: z.infer<typeof fields.only>;
  children: Readonly<Record<string, z.infer<typeof child>>>;
  find?: z.infer<typeof find> | undefined;
  fields: object;
}
