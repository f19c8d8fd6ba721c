/** The models' tables together: reading with dotted fields, creating and writing with x2many commands, deleting. */
import { KeyError, order, searchIds } from './domain.ts';
import { models } from './models.ts';
import { Table } from './table.ts';
import type { Row } from './table.ts';
import { decode, encode } from './values.ts';

/** An error that Tryton shows to the user; goes out as `["UserError", [message, "", null]]`. */
export class UserError extends Error {}

type Values = Record<string, unknown>;
type Context = Record<string, unknown>;

export class Database {
  readonly tables: ReadonlyMap<string, Table> = new Map(models.map((model) => [model.name, new Table(model)]));

  /** Throws KeyError for an unknown model. */
  table(name: string): Table {
    const table = this.tables.get(name);
    if (!table) throw new KeyError(name);
    return table;
  }

  /** Ids of an x2many field; inactive rows of the target are left out unless the context wants them. */
  relatedIds(table: Table, row: Row, name: string, context: Context = {}): number[] {
    const field = table.model.fields[name]!;
    const target = this.table(field.target!);
    const ids =
      field.kind === 'one2many' ? target.idsBy(field.back!, row.id) : ((row[name] as number[] | undefined) ?? []);
    return target.model.deactivable && context.active_test !== false
      ? ids.filter((id) => target.get(id)?.active === true)
      : ids;
  }

  /** Sorted ids of a search; `offset` and `limit` as in Tryton (null is none). */
  search(
    modelName: string,
    domain: unknown,
    offset: unknown,
    limit: unknown,
    orderBy: unknown,
    context: Context,
  ): number[] {
    const table = this.table(modelName);
    const rows = searchIds(this, table, decode(domain), context);
    const wanted = Array.isArray(orderBy) && orderBy.length > 0 ? (orderBy as [string, string][]) : table.model.order;
    for (const [name] of wanted) if (!table.model.fields[name]) throw new KeyError(name);
    rows.sort((a, b) => this.compareRows(table, wanted, a, b));
    const from = typeof offset === 'number' ? offset : 0;
    return rows.slice(from, typeof limit === 'number' ? from + limit : undefined).map((row) => row.id);
  }

  count(modelName: string, domain: unknown, context: Context): number {
    return searchIds(this, this.table(modelName), decode(domain), context).length;
  }

  private compareRows(table: Table, wanted: readonly (readonly [string, string])[], a: Row, b: Row): number {
    for (const [name, how] of wanted) {
      const field = table.model.fields[name]!;
      const [left, right] = [a, b].map((row) =>
        field.compute ? field.compute(row, this.tables) : (row[name] ?? null),
      );
      const descending = /^desc/i.test(how);
      // As PostgreSQL: null counts as the largest value, so it comes first in a descending order.
      const nullsFirst = /nulls first/i.test(how) || (descending && !/nulls last/i.test(how));
      if (left === null && right === null) continue;
      if (left === null || right === null) return (left === null) === nullsFirst ? -1 : 1;
      const comparison = order(field, left, right);
      if (comparison !== 0) return descending ? -comparison : comparison;
    }
    return a.id - b.id;
  }

  /** `read`: one missing id fails the whole call. */
  read(modelName: string, ids: readonly number[], fields: readonly string[] | null, context: Context = {}): Values[] {
    const table = this.table(modelName);
    const plan = this.plan(table, fields ?? Object.keys(table.model.fields));
    if (ids.some((id) => !table.get(id))) {
      throw new UserError(
        `You are trying to read records "${ids.join(', ')}" of "${table.model.label}" that don't exist anymore.`,
      );
    }
    return ids.map((id) => this.render(table, table.get(id)!, plan, context));
  }

  /** Field names at this level, and the dotted ones grouped by relation. */
  private plan(table: Table, fields: readonly string[]): { own: Set<string>; dotted: Map<string, string[]> } {
    const own = new Set<string>(['id']);
    const dotted = new Map<string, string[]>();
    for (const path of fields) {
      const dot = path.indexOf('.');
      const name = dot < 0 ? path : path.slice(0, dot);
      if (!table.model.fields[name]) throw new KeyError(name);
      if (dot < 0) own.add(name);
      else dotted.set(name, [...(dotted.get(name) ?? []), path.slice(dot + 1)]);
    }
    return { own, dotted };
  }

  private render(
    table: Table,
    row: Row,
    { own, dotted }: { own: Set<string>; dotted: Map<string, string[]> },
    context: Context,
  ): Values {
    const result: Values = {};
    for (const name of own) {
      const field = table.model.fields[name]!;
      if (field.kind === 'one2many' || field.kind === 'many2many')
        result[name] = this.relatedIds(table, row, name, context);
      else result[name] = encode(field.kind, field.compute ? field.compute(row, this.tables) : row[name]);
    }
    for (const [name, inner] of dotted) {
      const field = table.model.fields[name]!;
      if (field.kind === 'one2many' || field.kind === 'many2many')
        result[`${name}.`] = this.read(field.target!, this.relatedIds(table, row, name, context), inner, context);
      else if (!field.target) throw new KeyError(`${name}.${inner[0]}`);
      else
        result[`${name}.`] =
          typeof row[name] === 'number' ? this.read(field.target, [row[name]], inner, context)[0]! : null;
    }
    return result;
  }

  /** Creates records; `stampMicros` is the one time of the call, as in a database transaction. */
  create(modelName: string, list: readonly Values[], stampMicros: number): number[] {
    const table = this.table(modelName);
    return list.map((raw) => {
      const { plain, commands } = this.split(table, raw);
      if (modelName === 'party.party') this.checkCode(plain, null);
      if (modelName === 'party.party' && !plain.code) plain.code = this.nextNumber('party.party', 'code');
      // Without the Python library for phone numbers, Tryton keeps the compact value as it was typed.
      if (modelName === 'party.contact_mechanism') plain.value_compact = plain.value;
      const row = table.insert({
        ...plain,
        create_date: stampMicros,
        create_uid: 1,
        // Tryton writes a contact mechanism once more as it creates it.
        write_date: modelName === 'party.contact_mechanism' ? stampMicros : null,
        write_uid: modelName === 'party.contact_mechanism' ? 1 : null,
      });
      if (modelName === 'party.relation') this.mirrorRelation(row);
      this.apply(table, row.id, commands, stampMicros);
      return row.id;
    });
  }

  /** Writes the same values to several records and moves their `write_date`; children leave their parent's alone. */
  write(modelName: string, ids: readonly number[], raw: Values, stampMicros: number): void {
    const table = this.table(modelName);
    for (const id of ids) {
      if (!table.get(id))
        throw new UserError(
          `You are trying to modify records "${ids.join(', ')}" of "${table.model.label}" that don't exist anymore.`,
        );
      const { plain, commands } = this.split(table, raw);
      if (modelName === 'party.party') this.checkCode(plain, id);
      if (modelName === 'party.contact_mechanism' && 'value' in plain) plain.value_compact = plain.value;
      table.update(id, { ...plain, write_date: stampMicros, write_uid: 1 });
      this.apply(table, id, commands, stampMicros);
    }
  }

  delete(modelName: string, ids: readonly number[]): void {
    const table = this.table(modelName);
    for (const id of ids) {
      for (const field of Object.values(table.model.fields)) {
        if (field.kind === 'one2many' && field.target !== 'party.relation.all')
          this.delete(field.target!, this.table(field.target!).idsBy(field.back!, id));
      }
      if (modelName === 'party.relation')
        for (const view of [id * 2, id * 2 + 1]) this.table('party.relation.all').remove(view);
      table.remove(id);
    }
  }

  /** The next free number of a sequence kept in a text field. */
  nextNumber(modelName: string, field: string): string {
    let highest = 0;
    for (const row of this.table(modelName).all()) {
      const number = Number(row[field] ?? 0);
      if (Number.isInteger(number)) highest = Math.max(highest, number);
    }
    return String(highest + 1);
  }

  private checkCode(values: Values, id: number | null): void {
    if (typeof values.code !== 'string' || values.code === '') return;
    if (
      this.table('party.party')
        .idsBy('code', values.code)
        .some((other) => other !== id)
    )
      throw new UserError('The code on party must be unique.');
  }

  private mirrorRelation(row: Row): void {
    const view = this.table('party.relation.all');
    const reverse = this.table('party.relation.type').get(Number(row.type))?.reverse ?? null;
    const { create_date, write_date } = row;
    view.insert({ id: row.id * 2, from_: row.from_, to: row.to, type: row.type, create_date, write_date });
    view.insert({ id: row.id * 2 + 1, from_: row.to, to: row.from_, type: reverse, create_date, write_date });
  }

  private split(table: Table, raw: Values): { plain: Values; commands: Map<string, unknown[][]> } {
    const plain: Values = {};
    const commands = new Map<string, unknown[][]>();
    for (const [name, value] of Object.entries(raw)) {
      const field = table.model.fields[name];
      if (!field || field.compute) throw new KeyError(name);
      if (field.kind === 'one2many' || field.kind === 'many2many')
        commands.set(name, (value as unknown[][] | null) ?? []);
      else plain[name] = decode(value);
    }
    return { plain, commands };
  }

  private apply(table: Table, id: number, commands: Map<string, unknown[][]>, stampMicros: number): void {
    for (const [name, list] of commands) {
      const field = table.model.fields[name]!;
      for (const [command, ...rest] of list) {
        const ids = rest[0] as number[];
        if (field.kind === 'many2many') {
          const current = (table.get(id)![name] as number[] | undefined) ?? [];
          const added =
            command === 'create'
              ? this.create(field.target!, rest[0] as Values[], stampMicros)
              : command === 'add'
                ? ids
                : [];
          const kept =
            command === 'remove' || command === 'delete' ? current.filter((item) => !ids.includes(item)) : current;
          table.update(id, { [name]: [...new Set([...kept, ...added])] });
        } else if (command === 'create') {
          this.create(
            field.target!,
            (rest[0] as Values[]).map((values) => ({ ...values, [field.back!]: id })),
            stampMicros,
          );
        } else if (command === 'write') this.write(field.target!, ids, rest[1] as Values, stampMicros);
        else if (command === 'add') this.write(field.target!, ids, { [field.back!]: id }, stampMicros);
        else if (command === 'delete') this.delete(field.target!, ids);
        else if (command === 'remove') this.write(field.target!, ids, { [field.back!]: null }, stampMicros);
        else throw new KeyError(String(command));
      }
    }
  }
}
