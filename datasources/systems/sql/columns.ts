/** Which columns of which table a configuration of fields needs. */
import { PARTY_PARTS, type Part, type SourceRecord } from '../../../domain/records.ts';
import type { RecordType } from '../../../domain/sourceRef.ts';
import { Path } from '../declared/path.ts';

export interface UsedColumns {
  own: Set<string>;
  /** By the name of the child that `each` names. */
  children: Map<string, Set<string>>;
}

/** All columns that a part of a configuration names. */
export function columnsIn(declared: unknown): UsedColumns {
  const used: UsedColumns = { own: new Set(), children: new Map() };
  const walk = (value: unknown, columns: Set<string>): void => {
    if (value instanceof Path) return void columns.add(value.name);
    if (Array.isArray(value)) return value.forEach((item) => walk(item, columns));
    if (typeof value !== 'object' || value === null) return;
    const { each, ...rest } = value as { each?: unknown };
    let inner = columns;
    if (each instanceof Path) {
      inner = used.children.get(each.name) ?? new Set();
      used.children.set(each.name, inner);
    }
    Object.values(rest).forEach((item) => walk(item, inner));
  };
  walk(declared, used.own);
  return used;
}

/** The fields of each part, where a child alone may feed it. */
const PARTS_OF: Readonly<Partial<Record<RecordType, Readonly<Partial<Record<Part, readonly string[]>>>>>> = {
  party: { contactPoints: PARTY_PARTS.contactPoints, addresses: PARTY_PARTS.addresses, identifiers: PARTY_PARTS.identifiers, relations: PARTY_PARTS.relations, subscriptions: PARTY_PARTS.subscriptions },
  order: { lines: ['lines'] },
};

const isDeclared = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

/** The children that feed each part; a part that no child feeds is not in it. */
export function childrenByPart(type: RecordType, fields: object): Map<Part, Set<string>> {
  const parts = new Map<Part, Set<string>>();
  const declared = fields as Readonly<Record<string, unknown>>;
  for (const [part, names] of Object.entries(PARTS_OF[type] ?? {}) as [Part, readonly string[]][]) {
    const children = new Set(columnsIn(names.map((name) => declared[name])).children.keys());
    // A consent without a contact point of its own is for the record's first e-mail or phone.
    if (part === 'subscriptions' && isDeclared(declared.subscriptions)) for (const child of parts.get('contactPoints') ?? []) children.add(child);
    if (children.size > 0) parts.set(part, children);
  }
  return parts;
}

/** A record as if it said nothing of these parts: half of a part, from the row alone, could be taken for all of it. */
export function withoutParts<Result extends SourceRecord>(record: Result, parts: readonly Part[]): Result {
  const emptied = parts.flatMap((part) => PARTS_OF[record.type]?.[part] ?? []).map((field) => [field, []]);
  return { ...record, ...Object.fromEntries(emptied) };
}

/** Parts that cost a statement of their own, and so may be left out. */
export const optionalPartsOf = (type: RecordType, fields: object): Part[] => [...childrenByPart(type, fields).keys()];
