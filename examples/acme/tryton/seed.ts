/** Fills Tryton's tables with the generated company, by way of the tables' own insert. */
import { catalogue, gross, SHIPPING_NET_MINOR, SHIPPING_SKU } from '../people/catalogue.ts';
import type { Company, ErpParty } from '../people/model.ts';
import type { Database } from './database.ts';
import { decimalOfMinor } from './values.ts';

const COUNTRIES = [
  ['GB', 'United Kingdom'],
  ['ES', 'Spain'],
  ['FR', 'France'],
  ['DE', 'Germany'],
] as const;

/** What a fresh database has before any customer: languages, currency, the company itself, products. */
function seedBase(database: Database, createDate: number): void {
  const stamp = { create_date: createDate, write_date: null, create_uid: 1, write_uid: null };
  const insert = (model: string, values: Record<string, unknown>): number =>
    database.table(model).insert({ ...stamp, ...values }).id;
  insert('res.user', { name: 'Administrator', login: 'admin' });
  for (const [name, code] of [
    ['English', 'en'],
    ['Spanish', 'es'],
  ] as const)
    insert('ir.lang', { id: code === 'en' ? 1 : 6, name, code });
  insert('currency.currency', { name: 'Euro', code: 'EUR', symbol: '€', digits: 2 });
  insert('party.party', { name: 'ACME Retail', code: '1' });
  insert('company.company', { party: 1, currency: 1 });
  for (const [code, name] of COUNTRIES) insert('country.country', { code, name });
  insert('party.relation.type', { name: 'Contact of', reverse: 2 });
  insert('party.relation.type', { name: 'Has contact', reverse: 1 });
  insert('product.uom', { name: 'Unit', symbol: 'u' });
  for (const product of catalogue)
    insert('product.product', {
      template: insert('product.template', { name: product.name }),
      code: product.sku,
      name: product.name,
      list_price: decimalOfMinor(gross(product.netMinor)),
    });
  insert('product.product', {
    code: SHIPPING_SKU,
    name: 'Shipping',
    list_price: decimalOfMinor(gross(SHIPPING_NET_MINOR)),
  });
}

/** A time in microseconds; the part below a millisecond follows from the id, so that stamps look as a database makes them. */
function micros(ms: number, id: number): number {
  return ms * 1000 + ((id * 7919) % 1000);
}

function seedParty(database: Database, party: ErpParty, categoryId: (name: string) => number): void {
  const stamp = {
    create_date: micros(party.createdAtMs, party.id),
    write_date: party.updatedAtMs === null ? null : micros(party.updatedAtMs, party.id),
    create_uid: 1,
    write_uid: party.updatedAtMs === null ? null : 1,
  };
  const child = { create_date: stamp.create_date, write_date: null, create_uid: 1, write_uid: null, party: party.id };
  const lang = database.table('ir.lang').idsBy('code', party.lang)[0]!;
  database.table('party.party').insert({
    ...stamp,
    id: party.id,
    name: party.name,
    code: party.code,
    lang,
    categories: party.categories.map(categoryId),
  });
  const country = database.table('country.country').idsBy('code', party.address.country)[0] ?? null;
  database.table('party.address').insert({
    ...child,
    street: party.address.street,
    city: party.address.city,
    postal_code: party.address.postalCode,
    country,
  });
  for (const { type, value } of party.contacts)
    database.table('party.contact_mechanism').insert({ ...child, type, value, value_compact: value });
  for (const { type, code } of party.identifiers) database.table('party.identifier').insert({ ...child, type, code });
}

/** Loads the company. Ids are those of the generated records. */
export function seedTryton(database: Database, company: Company): void {
  const firstDay = micros(company.nowMs - 1000 * 86_400_000, 1);
  seedBase(database, firstDay);
  const stamp = { create_date: firstDay, write_date: null, create_uid: 1, write_uid: null };
  const categories = database.table('party.category');
  const categoryId = (name: string): number =>
    categories.idsBy('name', name)[0] ?? categories.insert({ ...stamp, name, parent: null }).id;
  for (const party of company.erpParties) seedParty(database, party, categoryId);
  for (const party of company.erpParties) {
    if (party.contactOfId === undefined) continue;
    const relation = {
      from_: party.id,
      to: party.contactOfId,
      type: 1,
      create_date: micros(party.createdAtMs, party.id),
      write_date: null,
    };
    const { id } = database.table('party.relation').insert(relation);
    const view = database.table('party.relation.all');
    view.insert({ ...relation, id: id * 2 });
    view.insert({ ...relation, id: id * 2 + 1, from_: relation.to, to: relation.from_, type: 2 });
  }
  const products = database.table('product.product');
  for (const sale of company.erpSales) {
    const address = database.table('party.address').idsBy('party', sale.partyId)[0] ?? null;
    const created = micros(sale.createdAtMs, sale.id);
    database.table('sale.sale').insert({
      create_date: created,
      write_date: sale.updatedAtMs === null ? null : micros(sale.updatedAtMs, sale.id),
      create_uid: 1,
      write_uid: sale.updatedAtMs === null ? null : 1,
      id: sale.id,
      number: sale.number,
      reference: sale.reference,
      state: sale.state,
      sale_date: sale.saleDate,
      party: sale.partyId,
      invoice_address: address,
      shipment_address: address,
      invoice_method: 'manual',
      shipment_method: 'manual',
    });
    for (const line of sale.lines) {
      database.table('sale.line').insert({
        create_date: created,
        write_date: null,
        create_uid: 1,
        write_uid: null,
        sale: sale.id,
        product: products.idsBy('code', line.sku)[0]!,
        quantity: line.quantity,
        unit: 1,
        unit_price: decimalOfMinor(line.unitPriceMinor),
      });
    }
  }
}
