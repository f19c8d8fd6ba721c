/** The workflow of a sale. A transition that does not start in the record's state passes it over silently, as Tryton's does. */
import type { Database } from './database.ts';
import { UserError } from './database.ts';
import type { Row } from './table.ts';

const transitions = {
  draft: ['quotation', 'cancelled'],
  quote: ['draft'],
  confirm: ['quotation'],
  process: ['confirmed', 'processing'],
  cancel: ['draft', 'quotation'],
} as const;

export type SaleTransition = keyof typeof transitions;

export function isSaleTransition(name: string): name is SaleTransition {
  return Object.hasOwn(transitions, name);
}

/** Moves the sales that are in a fitting state; all get the call's one stamp. */
export function moveSales(
  database: Database,
  ids: readonly number[],
  transition: SaleTransition,
  stampMicros: number,
): void {
  const table = database.table('sale.sale');
  for (const id of ids) {
    const sale = table.get(id);
    if (!sale)
      throw new UserError(`You are trying to read records "${ids.join(', ')}" of "Sale" that don't exist anymore.`);
    if (!(transitions[transition] as readonly unknown[]).includes(sale.state)) continue;
    database.write('sale.sale', [id], valuesAfter(database, sale, transition, stampMicros), stampMicros);
    // The workflow writes the lines as well (their links to invoices and shipments).
    if (transition === 'confirm' || transition === 'process')
      database.write('sale.line', database.table('sale.line').idsBy('sale', id), {}, stampMicros);
  }
}

function valuesAfter(
  database: Database,
  sale: Row,
  transition: SaleTransition,
  stampMicros: number,
): Record<string, unknown> {
  switch (transition) {
    case 'draft':
      return { state: 'draft' };
    case 'cancel':
      return { state: 'cancelled' };
    case 'quote':
      return { state: 'quotation', number: sale.number ?? database.nextNumber('sale.sale', 'number') };
    case 'confirm': {
      // Confirming queues processing, which runs at once where there is no worker.
      return {
        state: processed(sale),
        sale_date: sale.sale_date ?? new Date(stampMicros / 1000).toISOString().slice(0, 10),
      };
    }
    case 'process':
      return { state: processed(sale) };
  }
}

/** With nothing to invoice or ship by itself a processed sale is done. */
function processed(sale: Row): string {
  return sale.invoice_method === 'manual' && sale.shipment_method === 'manual' ? 'done' : 'processing';
}
