/** Values as Tryton's JSON-RPC writes them: Decimals, dates and date-times are objects with a `__class__`. */

/** Stored forms: numeric as decimal text, date as `YYYY-MM-DD`, timestamp as microseconds since 1970. */
export type ValueKind =
  'char' | 'integer' | 'float' | 'boolean' | 'numeric' | 'date' | 'timestamp' | 'many2one' | 'one2many' | 'many2many';

/** A stored value as it goes over the wire. */
export function encode(kind: ValueKind, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (kind === 'numeric') return { __class__: 'Decimal', decimal: String(value) };
  if (kind === 'date') {
    const [year, month, day] = String(value).split('-').map(Number);
    return { __class__: 'date', year, month, day };
  }
  if (kind === 'timestamp') {
    const micros = Number(value);
    const at = new Date(Math.floor(micros / 1000));
    return {
      __class__: 'datetime',
      year: at.getUTCFullYear(),
      month: at.getUTCMonth() + 1,
      day: at.getUTCDate(),
      hour: at.getUTCHours(),
      minute: at.getUTCMinutes(),
      second: at.getUTCSeconds(),
      microsecond: micros % 1_000_000,
    };
  }
  return value;
}

/** A value from the wire in its stored form; plain JSON passes as it is. */
export function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== 'object' || value === null) return value;
  const object = value as Record<string, unknown>;
  const part = (name: string): number => Number(object[name] ?? 0);
  if (object.__class__ === 'Decimal') return String(object.decimal);
  if (object.__class__ === 'date')
    return new Date(Date.UTC(part('year'), part('month') - 1, part('day'))).toISOString().slice(0, 10);
  if (object.__class__ === 'datetime') {
    return (
      Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) * 1000 +
      part('microsecond')
    );
  }
  return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, decode(item)]));
}

/** Cents as decimal text with two places. */
export function decimalOfMinor(minor: number): string {
  return (minor / 100).toFixed(2);
}

/** Decimal text in cents. */
export function minorOfDecimal(decimal: unknown): number {
  return Math.round(Number(decimal) * 100);
}
