/** The models and fields of Tryton 6.0 that the sample company uses (modules party, party_relationship, sale). */
import type { Table, Row } from './table.ts';
import { decimalOfMinor, minorOfDecimal } from './values.ts';
import type { ValueKind } from './values.ts';

export interface FieldDef {
  kind: ValueKind;
  /** Model of a relation. */
  target?: string;
  /** For one2many: the field of the target that points back. */
  back?: string;
  /** Computed when read, never stored. */
  compute?: (row: Row, tables: ReadonlyMap<string, Table>) => unknown;
  /** Kept in an index; relations to one record always are. */
  index?: boolean;
}

export interface ModelDef {
  name: string;
  /** Name in messages. */
  label: string;
  fields: Readonly<Record<string, FieldDef>>;
  /** Order without one asked for. */
  order: readonly (readonly [string, string])[];
  /** No calls from outside: only views of it are shown. */
  internal?: boolean;
  /** Has `active`: a search leaves out inactive rows unless it mentions the field. */
  deactivable?: boolean;
  defaults?: Readonly<Record<string, unknown>>;
}

const char: FieldDef = { kind: 'char' };
const key: FieldDef = { kind: 'char', index: true };
const one = (target: string): FieldDef => ({ kind: 'many2one', target });
const many = (target: string, back: string): FieldDef => ({ kind: 'one2many', target, back });
const BY_ID = [['id', 'ASC']] as const;

const audit: Record<string, FieldDef> = {
  id: { kind: 'integer' },
  create_date: { kind: 'timestamp' },
  write_date: { kind: 'timestamp' },
  create_uid: one('res.user'),
  write_uid: one('res.user'),
};

function lineAmountMinor(line: Row): number {
  return Math.round(Number(line.quantity ?? 0) * minorOfDecimal(line.unit_price ?? 0));
}

function saleTotal(sale: Row, tables: ReadonlyMap<string, Table>): string {
  const lines = tables
    .get('sale.line')!
    .idsBy('sale', sale.id)
    .map((id) => tables.get('sale.line')!.get(id)!);
  return decimalOfMinor(lines.reduce((sum, line) => sum + lineAmountMinor(line), 0));
}

const model = (
  name: string,
  label: string,
  fields: Record<string, FieldDef>,
  rest: Partial<ModelDef> = {},
): ModelDef => ({
  name,
  label,
  fields: { ...audit, ...fields, ...(rest.deactivable ? { active: { kind: 'boolean' } as FieldDef } : {}) },
  order: BY_ID,
  ...rest,
  ...(rest.deactivable ? { defaults: { active: true, ...rest.defaults } } : {}),
});

export const models: readonly ModelDef[] = [
  model('res.user', 'User', { name: char, login: char }),
  model('ir.lang', 'Language', { name: char, code: key }),
  model('currency.currency', 'Currency', { name: char, code: key, symbol: char, digits: { kind: 'integer' } }),
  model('company.company', 'Company', { party: one('party.party'), currency: one('currency.currency') }),
  model('country.country', 'Country', { name: char, code: key }),
  model(
    'party.category',
    'Category',
    { name: key, parent: one('party.category'), rec_name: { kind: 'char', compute: (row) => row.name } },
    { deactivable: true },
  ),
  model(
    'party.party',
    'Party',
    {
      name: char,
      code: key,
      lang: one('ir.lang'),
      replaced_by: one('party.party'),
      addresses: many('party.address', 'party'),
      contact_mechanisms: many('party.contact_mechanism', 'party'),
      identifiers: many('party.identifier', 'party'),
      categories: { kind: 'many2many', target: 'party.category' },
      relations: many('party.relation.all', 'from_'),
      rec_name: { kind: 'char', compute: (row) => row.name },
    },
    { deactivable: true },
  ),
  model(
    'party.address',
    'Address',
    {
      party: one('party.party'),
      party_name: char,
      name: char,
      street: char,
      city: char,
      postal_code: char,
      country: one('country.country'),
    },
    { deactivable: true },
  ),
  model(
    'party.contact_mechanism',
    'Contact Mechanism',
    { party: one('party.party'), type: char, value: key, value_compact: key, name: char, comment: char },
    { deactivable: true, defaults: { type: 'phone' } },
  ),
  model('party.identifier', 'Identifier', { party: one('party.party'), type: char, code: key }, { deactivable: true }),
  model('party.relation.type', 'Relation Type', { name: char, reverse: one('party.relation.type') }),
  model(
    'party.relation',
    'Relation',
    { from_: one('party.party'), to: one('party.party'), type: one('party.relation.type') },
    { internal: true },
  ),
  // A view of the relations from both ends; a row from the other end has an odd id, as the view makes it.
  model('party.relation.all', 'Relation', {
    from_: one('party.party'),
    to: one('party.party'),
    type: one('party.relation.type'),
  }),
  model(
    'product.product',
    'Variant',
    {
      code: key,
      name: char,
      template: one('product.template'),
      list_price: { kind: 'numeric' },
      rec_name: { kind: 'char', compute: (row) => (row.code ? `[${String(row.code)}] ${String(row.name)}` : row.name) },
    },
    { deactivable: true },
  ),
  // The table behind `categories`; it cannot be asked.
  model('party.party-party.category', 'Party - Category', {}, { internal: true }),
  model('product.template', 'Product', { name: char }, { deactivable: true }),
  model('product.uom', 'Unit of Measure', { name: char, symbol: char }),
  model(
    'sale.sale',
    'Sale',
    {
      number: key,
      reference: key,
      description: char,
      state: char,
      sale_date: { kind: 'date' },
      party: one('party.party'),
      company: one('company.company'),
      currency: one('currency.currency'),
      invoice_address: one('party.address'),
      shipment_address: one('party.address'),
      shipment_party: one('party.party'),
      invoice_state: { kind: 'char', compute: () => 'none' },
      shipment_state: { kind: 'char', compute: () => 'none' },
      invoice_method: char,
      shipment_method: char,
      lines: many('sale.line', 'sale'),
      untaxed_amount: { kind: 'numeric', compute: saleTotal },
      tax_amount: { kind: 'numeric', compute: () => '0.00' },
      total_amount: { kind: 'numeric', compute: saleTotal },
    },
    {
      order: [
        ['sale_date', 'DESC'],
        ['id', 'DESC'],
      ],
      defaults: { state: 'draft', company: 1, currency: 1, invoice_method: 'order', shipment_method: 'order' },
    },
  ),
  model(
    'sale.line',
    'Sale Line',
    {
      sale: one('sale.sale'),
      type: char,
      product: one('product.product'),
      description: char,
      quantity: { kind: 'float' },
      unit: one('product.uom'),
      unit_price: { kind: 'numeric' },
      amount: { kind: 'numeric', compute: (row) => decimalOfMinor(lineAmountMinor(row)) },
    },
    { defaults: { type: 'line' } },
  ),
];
