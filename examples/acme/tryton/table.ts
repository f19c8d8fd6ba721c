/** One model's rows in memory, with an index per key field and relation. */
import type { ModelDef } from './models.ts';

/** Stored values by field name; many2many fields hold an array of ids. */
export type Row = { id: number } & Record<string, unknown>;

export class Table {
  readonly model: ModelDef;
  private readonly rows = new Map<number, Row>();
  private readonly indexes = new Map<string, Map<unknown, Set<number>>>();
  private lastId = 0;

  constructor(model: ModelDef) {
    this.model = model;
    for (const [name, field] of Object.entries(model.fields)) {
      if (field.index || field.kind === 'many2one' || field.kind === 'many2many') this.indexes.set(name, new Map());
    }
  }

  get size(): number {
    return this.rows.size;
  }

  get(id: number): Row | undefined {
    return this.rows.get(id);
  }

  all(): IterableIterator<Row> {
    return this.rows.values();
  }

  hasIndex(field: string): boolean {
    return this.indexes.has(field);
  }

  /** Ids of the rows whose indexed `field` is (or, for many2many, holds) `value`, ascending. */
  idsBy(field: string, value: unknown): number[] {
    return [...(this.indexes.get(field)?.get(value) ?? [])].sort((a, b) => a - b);
  }

  /** Adds a row under the next id, or under the id that it brings. */
  insert(values: Record<string, unknown>): Row {
    const id = typeof values.id === 'number' ? values.id : this.lastId + 1;
    this.lastId = Math.max(this.lastId, id);
    const row: Row = { ...this.model.defaults, ...values, id };
    this.rows.set(id, row);
    for (const field of this.indexes.keys()) this.index(field, row[field] ?? null, id, true);
    return row;
  }

  update(id: number, values: Record<string, unknown>): void {
    const row = this.rows.get(id)!;
    for (const [field, value] of Object.entries(values)) {
      if (this.indexes.has(field)) {
        this.index(field, row[field] ?? null, id, false);
        this.index(field, value, id, true);
      }
      row[field] = value;
    }
  }

  remove(id: number): void {
    const row = this.rows.get(id);
    if (!row) return;
    for (const field of this.indexes.keys()) this.index(field, row[field] ?? null, id, false);
    this.rows.delete(id);
  }

  private index(field: string, value: unknown, id: number, present: boolean): void {
    const index = this.indexes.get(field)!;
    for (const item of Array.isArray(value) ? value : [value]) {
      let ids = index.get(item);
      if (!ids) index.set(item, (ids = new Set()));
      if (present) ids.add(id);
      else ids.delete(id);
    }
  }
}
