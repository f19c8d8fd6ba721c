/** A Vendure order to an order record, by allow-list. */
import { fromMinorUnits, normaliseCurrency } from '../../../domain/normalise/money.ts';
import type { EventParty, OrderLine, OrderRecord, OrderStatus, Part } from '../../../domain/records.ts';
import { sourceRef } from '../../../domain/sourceRef.ts';
import { idText, isRow, required, rowsOf, text, type Row } from '../answers.ts';
import { emailsOf, phonesOf } from '../contactPoints.ts';
import { addressOf, CUSTOMER_NAME_FIELDS, hasAccount, instant, isStated, nameOf, type VendureMapping } from './mapParty.ts';

export function orderSelection(parts: ReadonlySet<Part>): string {
  return [
    'id code state createdAt updatedAt orderPlacedAt currencyCode totalWithTax',
    `customer{id ${CUSTOMER_NAME_FIELDS}}`,
    'shippingAddress{streetLine1 streetLine2 city province postalCode countryCode}',
    parts.has('lines') ? 'lines{productVariant{sku name} quantity linePriceWithTax}' : '',
  ].join(' ');
}

const STATUS: Readonly<Record<string, OrderStatus>> = {
  Created: 'DRAFT', Draft: 'DRAFT', AddingItems: 'DRAFT', ArrangingPayment: 'OPEN', ArrangingAdditionalPayment: 'OPEN', Modifying: 'OPEN',
  PaymentAuthorized: 'OPEN', PaymentSettled: 'PAID', PartiallyShipped: 'PAID', Shipped: 'SHIPPED', PartiallyDelivered: 'SHIPPED',
  Delivered: 'DONE', Cancelled: 'CANCELLED',
};

/** Null for an order without customer, which is a draft about nobody. A state of the shop's own making is open. */
export function mapOrder(row: Row, mapping: VendureMapping): OrderRecord | null {
  const party = partyOf(row, mapping);
  if (!party) return null;
  const status = STATUS[required(text(row.state), 'state')] ?? 'OPEN';
  const currency = typeof row.currencyCode === 'string' ? normaliseCurrency(row.currencyCode) : null;
  const amountOf = (value: unknown) => {
    const amount = typeof value === 'number' ? fromMinorUnits(value, mapping.settings.moneyDigits) : null;
    return amount === null || currency === null ? null : { amount, currency };
  };
  const mapLine = (line: Row): OrderLine[] => {
    const total = amountOf(line.linePriceWithTax);
    const variant: Row = isRow(line.productVariant) ? line.productVariant : {};
    if (typeof line.quantity !== 'number' || line.quantity <= 0 || !total) return [];
    return [{ sku: text(variant.sku), name: text(variant.name), quantity: line.quantity, total }];
  };
  return {
    type: 'order',
    ref: sourceRef(mapping.system, 'order', required(idText(row.id), 'id')),
    party,
    at: instant(row.orderPlacedAt) ?? required(instant(row.createdAt), 'createdAt'),
    updatedAt: instant(row.updatedAt),
    final: status === 'DONE' || status === 'CANCELLED',
    number: text(row.code),
    sharedReferences: [],
    status,
    total: amountOf(row.totalWithTax),
    lines: rowsOf(row.lines).flatMap(mapLine),
  };
}

function partyOf(row: Row, { system, defaultRegion }: VendureMapping): EventParty | null {
  if (!isRow(row.customer)) return null;
  const { customer } = row;
  if (hasAccount(customer)) return { ref: sourceRef(system, 'party', required(idText(customer.id), 'customer')) };
  const shipping = isRow(row.shippingAddress) ? addressOf(row.shippingAddress) : null;
  return {
    statement: {
      kind: 'PERSON',
      name: nameOf(customer),
      emails: emailsOf({ value: customer.emailAddress }),
      phones: phonesOf(defaultRegion, { value: customer.phoneNumber }),
      addresses: shipping && isStated(shipping) ? [shipping] : [],
    },
  };
}
