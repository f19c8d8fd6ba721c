/** sale.sale to an order, by allow-list. */
import { normaliseCurrency } from '../../../domain/normalise/money.ts';
import type { OrderLine, OrderRecord, OrderStatus } from '../../../domain/records.ts';
import { sourceRef } from '../../../domain/sourceRef.ts';
import { idText, isRow, required, rowsOf, text, type Row } from '../answers.ts';
import { changeStamp, dateOf, decimalOf, instantOf, stampOf } from './values.ts';

export const SALE_FIELDS: readonly string[] = [
  'number', 'reference', 'state', 'sale_date', 'party', 'total_amount', 'currency.code', 'create_date', 'write_date',
];
export const SALE_LINE_FIELDS: readonly string[] = [
  'lines.type', 'lines.quantity', 'lines.amount', 'lines.description', 'lines.product.code', 'lines.product.name',
];

const STATUS: Readonly<Record<string, OrderStatus>> = {
  draft: 'DRAFT', quotation: 'OPEN', confirmed: 'OPEN', processing: 'OPEN', done: 'DONE', cancelled: 'CANCELLED',
};

export function mapSale(row: Row, system: string): OrderRecord {
  const status = required(STATUS[String(row.state)], 'state');
  const currency = isRow(row['currency.']) && typeof row['currency.'].code === 'string' ? normaliseCurrency(row['currency.'].code) : null;
  const amount = decimalOf(row.total_amount);
  const reference = text(row.reference);
  const created = required(instantOf(stampOf(row.create_date)), 'create_date');
  const day = dateOf(row.sale_date);
  return {
    type: 'order',
    ref: sourceRef(system, 'order', required(idText(row.id), 'id')),
    party: { ref: sourceRef(system, 'party', required(idText(row.party), 'party')) },
    // sale_date has no time of day: on the day of its making the stamp says more.
    at: day === null || created.startsWith(day) ? created : `${day}T00:00:00.000Z`,
    updatedAt: instantOf(changeStamp(row.create_date, row.write_date)),
    final: status === 'DONE' || status === 'CANCELLED',
    number: text(row.number),
    sharedReferences: reference === null ? [] : [reference],
    status,
    total: amount === null || currency === null ? null : { amount, currency },
    lines: currency === null ? [] : rowsOf(row['lines.']).flatMap((line) => mapLine(line, currency)),
  };
}

/** Titles, comments and subtotals are lines of other types than `line`. */
function mapLine(row: Row, currency: string): OrderLine[] {
  const amount = decimalOf(row.amount);
  if (row.type !== 'line' || typeof row.quantity !== 'number' || amount === null) return [];
  const product: Row = isRow(row['product.']) ? row['product.'] : {};
  return [{ sku: text(product.code), name: text(product.name) ?? text(row.description), quantity: row.quantity, total: { amount, currency } }];
}
