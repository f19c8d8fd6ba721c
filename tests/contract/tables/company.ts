/** A small company in tables, the same in both databases: its people, with what real tables hold that makes adapters stumble. */

export interface Customer {
  no: string;
  kind: 'P' | 'C';
  given: string | null;
  family: string | null;
  company: string | null;
  email: string | null;
  phone: string | null;
  phoneE164: string | null;
  born: string | null;
  city: string | null;
  country: string | null;
  erpNo: string | null;
  belongsTo: string | null;
  newsletter: number | null;
  /** Wall clock of Madrid, as the tables keep it. */
  createdAt: string;
  changedAt: string;
  deleted: boolean;
}

export interface Order {
  id: string;
  customer: string | null;
  guestName: string | null;
  guestEmail: string | null;
  state: string;
  total: string | null;
  currency: string;
  placedAt: string;
  changedAt: string;
  lines: { sku: string; name: string; quantity: string; cents: number | null }[];
}

export interface Call {
  id: string;
  customer: string | null;
  number: string;
  outbound: boolean;
  startedSeconds: number;
  seconds: number;
}

const GIVEN = ['Ana', 'Luis', 'Noor', 'Zoë', 'Søren', 'Łukasz', 'Мария', '美咲', "D'Arcy", 'Ann\\e'];
const FAMILY = ['García', "O'Neil", 'Müller', '"Quoted"', 'Ñandú', '李', 'van der Berg', 'Smith; DROP TABLE customers', '100%', 'under_score'];
const TOWNS = ['Sevilla', 'Málaga', 'Köln', 'Genève'];

const two = (value: number): string => String(value).padStart(2, '0');
/** In UTC, with microseconds; eight customers share each second. */
const changedAt = (index: number): string => `2026-03-01 10:${two(Math.floor(index / 8))}:00.123456`;

/** Forty customers, of whom the first are the odd ones that the tests name. */
export const customers: readonly Customer[] = Array.from({ length: 40 }, (_, index): Customer => {
  const plain: Customer = {
    no: `C-${1001 + index}`,
    kind: index % 10 === 9 ? 'C' : 'P',
    given: GIVEN[index % GIVEN.length]!,
    family: FAMILY[(index * 3) % FAMILY.length]!,
    company: null,
    email: `Person${index}@Example.com`,
    phone: `0044 1632 9600${two(index)}`,
    phoneE164: `+4416329600${two(index)}`,
    born: `19${60 + (index % 40)}-0${1 + (index % 9)}-15`,
    city: TOWNS[index % TOWNS.length]!,
    country: 'es',
    erpNo: index % 4 === 0 ? `E-${index}` : null,
    belongsTo: null,
    newsletter: index % 3 === 0 ? 1 : 0,
    createdAt: '2026-01-15 12:00:00',
    changedAt: changedAt(index),
    deleted: false,
  };
  if (plain.kind === 'C') return { ...plain, given: null, family: null, company: `Firm ${index} "S.L."`, born: null };
  switch (index) {
    // Nothing but a name.
    case 1:
      return { ...plain, family: null, email: null, phone: null, phoneE164: null, born: null, city: null, country: null, newsletter: null };
    // No name at all: unreadable.
    case 2:
      return { ...plain, given: null, family: null };
    case 3:
      return { ...plain, deleted: true };
    case 4:
      return { ...plain, belongsTo: 'C-1010' };
    // A summer time in Madrid, and an address that is none.
    case 5:
      return { ...plain, createdAt: '2026-07-15 12:00:00', email: 'not an address' };
    // An id that quotes would break.
    case 6:
      return { ...plain, no: `C'";--\\` };
    default:
      return plain;
  }
});

export const orders: readonly Order[] = Array.from({ length: 60 }, (_, index): Order => ({
  // Beyond what a double tells apart.
  id: index < 2 ? `900719925474099${2 + index}` : String(index),
  customer: index % 5 === 4 ? null : customers[index % 40]!.no,
  guestName: index % 5 === 4 ? `Guest ${index}` : null,
  guestEmail: index % 5 === 4 ? `guest${index}@example.com` : null,
  state: ['new', 'paid', 'sent', 'closed', 'void'][index % 5]!,
  total: index === 7 ? null : `${1000 + index}.10`,
  currency: 'EUR',
  placedAt: '2026-02-01 09:30:00',
  changedAt: `2026-03-02 10:${two(index)}:00.000001`,
  lines: [
    { sku: `SKU-${index}`, name: 'Thing “A”', quantity: '1.500', cents: 12345 },
    { sku: 'NOTE', name: 'A comment', quantity: '0', cents: null },
  ],
}));

export const calls: readonly Call[] = Array.from({ length: 12 }, (_, index) => ({
  id: String(index + 1),
  customer: index % 3 === 0 ? null : customers[index]!.no,
  number: `01632 9600${two(index)}`,
  outbound: index % 2 === 1,
  startedSeconds: 1_772_000_000 + index,
  seconds: 60 + index,
}));
