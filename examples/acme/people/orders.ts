/** Orders of the shop and sales of the ERP: some in both under the shop's code, some without it, some of either with other amounts. */
import { catalogue, gross, productOf, SHIPPING_NET_MINOR, SHIPPING_SKU } from './catalogue.ts';
import { randomStream } from './random.ts';
import type { Random } from './random.ts';
import { DAY_MS } from './records.ts';
import type { Records } from './records.ts';
import type { ErpParty, ErpSale, OrderLine, SharedOrder, ShopCustomer, ShopOrder } from './model.ts';

const CODE_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ123456789';

interface Draft<T> {
  value: T;
  atMs: number;
}

/** Orders, sales and which of them are the same event. */
export interface Orders {
  shopOrders: ShopOrder[];
  erpSales: ErpSale[];
  sharedOrders: SharedOrder[];
  typedOrders: SharedOrder[];
}

function lines(random: Random, business: boolean): OrderLine[] {
  return random
    .shuffle(catalogue)
    .slice(0, random.pick([1, 1, 1, 2, 2, 3]))
    .map((product) => ({ sku: product.sku, quantity: business ? random.int(2, 12) : random.pick([1, 1, 1, 2, 3]) }));
}

/** A time in business hours, `minDays` to `maxDays` before now. */
export function pastTime(random: Random, nowMs: number, minDays: number, maxDays: number): number {
  return nowMs - random.int(minDays, maxDays) * DAY_MS + random.int(8 * 3600, 20 * 3600) * 1000 + random.int(0, 999);
}

function shopOrder(
  random: Random,
  customer: ShopCustomer,
  nowMs: number,
  fixed: Partial<ShopOrder> = {},
): Omit<ShopOrder, 'id'> {
  const oldest = Math.max(2, Math.min(540, Math.floor((nowMs - customer.createdAtMs) / DAY_MS) - 1));
  const createdAtMs = pastTime(random, nowMs, 1, oldest);
  const days = (nowMs - createdAtMs) / DAY_MS;
  const state =
    fixed.state ??
    (random.chance(0.05)
      ? 'Draft'
      : random.chance(0.05)
        ? 'Cancelled'
        : days > 12
          ? 'Delivered'
          : days > 4
            ? 'Shipped'
            : 'PaymentSettled');
  return {
    code: Array.from({ length: 16 }, () => random.pick([...CODE_LETTERS])).join(''),
    customerId: customer.id,
    lines: lines(random, false),
    createdAtMs,
    // Stands still through payment, as in Vendure itself; cancelling moves it.
    updatedAtMs: createdAtMs + (state === 'Cancelled' ? random.int(3600, 80_000) * 1000 : random.int(100, 900)),
    placedAtMs: state === 'Draft' ? null : createdAtMs + random.int(30, 900) * 1000,
    ...fixed,
    state,
  };
}

/** The sale that an order becomes when the shop forwards it; `agree` false changes a quantity or grants a discount. */
function forwarded(
  random: Random,
  order: Omit<ShopOrder, 'id'>,
  partyId: number,
  agree: boolean,
): Omit<ErpSale, 'id' | 'number'> {
  const saleLines = order.lines.map((line) => ({ ...line, unitPriceMinor: gross(productOf(line.sku).netMinor) }));
  if (!agree) {
    const changed = random.pick(saleLines);
    if (random.chance(0.5)) changed.quantity += 1;
    else changed.unitPriceMinor -= Math.max(100, Math.round(changed.unitPriceMinor * 0.1));
  }
  // The shop rounds the line, the ERP the unit: a line of which the two differ is sold at the shop's amount.
  if (agree) {
    for (const line of saleLines) {
      const lineMinor = gross(productOf(line.sku).netMinor * line.quantity);
      if (line.unitPriceMinor * line.quantity !== lineMinor)
        Object.assign(line, { quantity: 1, unitPriceMinor: lineMinor });
    }
  }
  saleLines.push({ sku: SHIPPING_SKU, quantity: 1, unitPriceMinor: gross(SHIPPING_NET_MINOR) });
  const createdAtMs = order.placedAtMs! + random.int(60, 7200) * 1000;
  return {
    reference: order.code,
    partyId,
    state: order.state === 'Cancelled' ? 'cancelled' : order.state === 'Delivered' ? 'done' : 'processing',
    saleDate: new Date(createdAtMs).toISOString().slice(0, 10),
    lines: saleLines,
    createdAtMs,
    updatedAtMs: createdAtMs + random.int(1, 36 * 3600) * 1000,
  };
}

/** Share of the orders that a clerk types in, since the shop's forwarding failed: without its code, up to three days later. */
const TYPED_SHARE = 0.15;

/** The sale as a clerk types it in; null where that would still lie ahead. Of a random stream of its own: the others are as without it. */
function typedIn(typing: Random, sale: Omit<ErpSale, 'id' | 'number'>, nowMs: number): Omit<ErpSale, 'id' | 'number'> | null {
  const [isTyped, delayMs] = [typing.chance(TYPED_SHARE), typing.int(20 * 60, 3 * 24 * 3600) * 1000];
  const createdAtMs = sale.createdAtMs + delayMs;
  if (!isTyped || createdAtMs >= nowMs) return null;
  return {
    ...sale,
    reference: null,
    saleDate: new Date(createdAtMs).toISOString().slice(0, 10),
    createdAtMs,
    updatedAtMs: sale.updatedAtMs === null ? null : sale.updatedAtMs + delayMs,
  };
}

function ownSale(random: Random, party: ErpParty, nowMs: number, business: boolean): Omit<ErpSale, 'id' | 'number'> {
  const createdAtMs = pastTime(random, nowMs, 2, 540);
  const days = (nowMs - createdAtMs) / DAY_MS;
  const state = random.chance(0.04)
    ? 'cancelled'
    : days > 20
      ? 'done'
      : random.pick(['draft', 'quotation', 'confirmed', 'processing'] as const);
  return {
    reference: business && random.chance(0.5) ? `PO-${random.int(1000, 9999)}` : null,
    partyId: party.id,
    state,
    saleDate:
      state === 'draft' || state === 'quotation' || state === 'cancelled'
        ? null
        : new Date(createdAtMs).toISOString().slice(0, 10),
    lines: lines(random, business).map((line) => ({ ...line, unitPriceMinor: gross(productOf(line.sku).netMinor) })),
    createdAtMs,
    updatedAtMs: state === 'draft' ? null : createdAtMs + random.int(600, 40_000) * 1000,
  };
}

/** All orders and sales; ids and numbers follow the time of creation. */
export function makeOrders(records: Records, seed: number, nowMs: number): Orders {
  const random = randomStream(seed, 'orders');
  const typing = randomStream(seed, 'orders typed in');
  const partyOf = new Map<string, ErpParty>();
  for (const party of records.erpParties) if (!partyOf.has(party.personId)) partyOf.set(party.personId, party);
  const orders: Draft<Omit<ShopOrder, 'id'>>[] = [];
  const sales: Draft<Omit<ErpSale, 'id' | 'number'>>[] = [];
  const agreeing = new Map<string, boolean>();
  const codeOf = new Map<Omit<ErpSale, 'id' | 'number'>, string>();
  const forward = (order: Omit<ShopOrder, 'id'>, party: ErpParty, agree: boolean, mayBeTyped: boolean): void => {
    const made = forwarded(random, order, party.id, agree);
    if (made.createdAtMs >= nowMs) return;
    const sale = (mayBeTyped && typedIn(typing, made, nowMs)) || made;
    agreeing.set(order.code, agree);
    codeOf.set(sale, order.code);
    sales.push({ value: sale, atMs: sale.createdAtMs });
  };
  records.shopCustomers.forEach((customer, index) => {
    const party = partyOf.get(customer.personId);
    const count = index < 3 ? 4 - index : customer.registered ? random.pick([0, 1, 1, 2, 2, 4]) : 1;
    for (let i = 0; i < count; i += 1) {
      // The first customer shows one of each: a shared order, one that the ERP never saw, one that disagrees, a draft.
      const known = index === 0 ? { state: i === 3 ? ('Draft' as const) : ('Delivered' as const) } : {};
      const order = shopOrder(random, customer, nowMs - (index === 0 ? 3 * DAY_MS : 0), known);
      orders.push({ value: order, atMs: order.createdAtMs });
      if (!party || order.state === 'Draft') continue;
      if (index === 0 ? i === 0 || i === 2 : random.chance(0.6))
        forward(order, party, index === 0 ? i === 0 : random.chance(0.92), index > 0);
    }
  });
  records.erpParties.forEach((party, index) => {
    const business = party.categories.includes('kind:organisation');
    const count = index < 3 ? 2 : business ? random.int(2, 7) : random.pick([0, 0, 0, 1, 1, 2]);
    for (let i = 0; i < count; i += 1) {
      const sale = ownSale(random, party, nowMs, business);
      sales.push({ value: sale, atMs: sale.createdAtMs });
    }
  });
  const byTime = (a: Draft<unknown>, b: Draft<unknown>): number => a.atMs - b.atMs;
  const shopOrders = orders.sort(byTime).map(({ value }, i) => ({ id: i + 1, ...value }));
  let number = 0;
  const codes: (string | undefined)[] = [];
  const erpSales = sales.sort(byTime).map(({ value }, i) => {
    codes.push(codeOf.get(value));
    return { id: i + 1, number: value.state === 'draft' ? null : String((number += 1)), ...value };
  });
  const byCode = new Map(shopOrders.map((order) => [order.code, order]));
  // A cancelled order shows its shipping alone in the shop and everything in the ERP.
  const inBoth = erpSales.flatMap((sale, index) => {
    const order = byCode.get(codes[index] ?? '');
    if (!order) return [];
    const amountsAgree = agreeing.get(order.code)! && order.state !== 'Cancelled';
    return [{ isTyped: sale.reference === null, shared: { shopOrderId: order.id, erpSaleId: sale.id, amountsAgree } }];
  });
  const pairs = (typed: boolean): SharedOrder[] => inBoth.flatMap(({ isTyped, shared }) => (isTyped === typed ? [shared] : []));
  return { shopOrders, erpSales, sharedOrders: pairs(false), typedOrders: pairs(true) };
}
