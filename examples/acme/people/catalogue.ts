/** What the company sells: the same products in shop (net price) and ERP (gross price). */
export interface Product {
  sku: string;
  name: string;
  /** Net price in cents of a euro. */
  netMinor: number;
}

/** The first one is the product of the peers' seed scripts. */
export const catalogue: readonly Product[] = [
  { sku: 'ESP-1', name: 'Espresso machine', netMinor: 19990 },
  { sku: 'ESP-2', name: 'Espresso machine, two groups', netMinor: 89900 },
  { sku: 'GRD-1', name: 'Burr grinder', netMinor: 12950 },
  { sku: 'GRD-2', name: 'Hand grinder', netMinor: 4990 },
  { sku: 'KET-1', name: 'Gooseneck kettle', netMinor: 5990 },
  { sku: 'CUP-6', name: 'Espresso cups, set of six', netMinor: 2450 },
  { sku: 'BEA-1', name: 'House blend, 1 kg', netMinor: 1890 },
  { sku: 'BEA-2', name: 'Single origin, 1 kg', netMinor: 2690 },
  { sku: 'FIL-1', name: 'Paper filters, 100', netMinor: 590 },
  { sku: 'WAT-1', name: 'Water filter', netMinor: 1490 },
  { sku: 'SRV-1', name: 'Descaling service', netMinor: 6900 },
];

/** Sales tax in percent, shipping in cents without tax: as the peers' Vendure seed sets them. */
export const TAX_PERCENT = 20;
export const SHIPPING_NET_MINOR = 500;
/** SKU of the shipping line in a sale that the shop forwarded. */
export const SHIPPING_SKU = 'SHIP';

/** Net to gross, rounded to the cent. */
export function gross(netMinor: number): number {
  return Math.round((netMinor * (100 + TAX_PERCENT)) / 100);
}

const bySku = new Map(catalogue.map((product) => [product.sku, product]));

/** The product of a SKU; throws for an unknown one. */
export function productOf(sku: string): Product {
  const product = bySku.get(sku);
  if (!product) throw new Error('no such product');
  return product;
}

/** Total of an order in cents with tax: lines and, if there are lines, shipping. */
export function orderTotalMinor(lines: readonly { sku: string; quantity: number }[]): number {
  const goods = lines.reduce((sum, line) => sum + gross(productOf(line.sku).netMinor * line.quantity), 0);
  return lines.length === 0 ? 0 : goods + gross(SHIPPING_NET_MINOR);
}
