/**
 * What a client is to get of Ada where any of the four systems fail, said without looking at the gateway: which system gives
 * what of her is a fact of the sample company.
 */
import type { System } from '../../support/faults/types.ts';
import { SYSTEMS } from '../../support/faults/types.ts';
import type { Mode } from '../support/stack.ts';

/** Needs all four systems. */
export const ADA_QUERY = `{ customerBy(key: { email: "ada@example.com" }) {
  name { full } emails { value } taxIds { value } loyaltyIds account birthDate addresses { city }
  orders(first: 3) { edges { node { number status total { amount } views { system number } } } }
  tickets(first: 1) { edges { node { subject status } } }
  touches(first: 1) { edges { node { action campaign } } }
  subscriptions { system topic status }
  contactPolicy(channel: EMAIL, purpose: MARKETING) { allowed reasons }
  sources { system status fetchedAt ageSeconds reason }
} }`;

type Failing = ReadonlySet<System>;

interface Given {
  value: unknown;
  /** Where she has it. One is enough: they agree. */
  by: readonly System[];
  /** The systems that may have it, as adapters and configuration say: where nobody gives it, those that fail are to blame. */
  mayGive?: readonly System[];
}

const London = { city: 'London' };
const GIVEN: Readonly<Record<string, Given>> = {
  name: { value: { full: 'Ada Lovelace' }, by: SYSTEMS },
  emails: { value: [{ value: 'ada@example.com' }], by: SYSTEMS },
  taxIds: { value: [{ value: 'GB123456782' }], by: ['tryton'] },
  loyaltyIds: { value: ['L-100001'], by: ['vendure'] },
  account: { value: 'C-1001', by: ['tryton'] },
  // The desk has a field for it, which is empty.
  birthDate: { value: '1985-12-10', by: ['vendure'], mayGive: ['rt', 'vendure'] },
  subscriptions: { value: [{ system: 'ghost', topic: 'Marketing', status: 'SUBSCRIBED' }, { system: 'ghost', topic: 'Weekly deals', status: 'SUBSCRIBED' }], by: ['ghost'] },
};
/** The leading view first. */
const ORDERS = [
  { status: 'DONE', total: { amount: '239.88' }, views: [{ system: 'tryton', number: '20' }] },
  { status: 'DONE', total: { amount: '1131.24' }, views: [{ system: 'tryton', number: '15' }, { system: 'vendure', number: 'MC7CNHPA2DYTGQT6' }] },
  { status: 'DRAFT', total: { amount: '247.44' }, views: [{ system: 'vendure', number: 'LBLQCH9DKTV1F9VS' }] },
] as const;

export interface Expected {
  /** Of the customer, all but `sources`. */
  values: Record<string, unknown>;
  /** `coordinate system`, sorted: one error each, SOURCE_UNAVAILABLE. */
  errors: string[];
  /** By system, in their order. */
  states: ('OK' | 'STALE' | 'DOWN')[];
}

/** The desk has another address of her than shop and ERP, in the same town; Acme takes addresses to be the others' business. */
function addresses(failing: Failing): Given {
  const isKnown = !failing.has('tryton') || !failing.has('vendure');
  return { value: isKnown && !failing.has('rt') ? [London, London] : [London], by: ['tryton', 'vendure', 'rt'], mayGive: ['tryton', 'vendure'] };
}

/** What is shown where nothing is known from before of those that fail. */
function withoutValuesOf(failing: Failing): Pick<Expected, 'values' | 'errors'> {
  const errors = new Set<string>();
  const ofOne = <Value>(system: System, coordinates: readonly string[], value: Value): Value | null => {
    if (!failing.has(system)) return value;
    for (const coordinate of coordinates) errors.add(`${coordinate} ${system}`);
    return null;
  };
  const values: Record<string, unknown> = {};
  for (const [field, { value, by, mayGive = by }] of Object.entries({ ...GIVEN, addresses: addresses(failing) })) {
    const isGiven = by.some((system) => !failing.has(system));
    values[field] = isGiven ? value : null;
    if (!isGiven) for (const system of mayGive) if (failing.has(system)) errors.add(`Customer.${field} ${system}`);
  }
  const node = ({ status, total, views }: (typeof ORDERS)[number]) => {
    const [{ system, number }] = views;
    const leading = ofOne(system, ['Order.number', 'Order.status', 'Order.total'], { number, status, total }) ?? { number: null, status: null, total: null };
    return { node: { ...leading, views: views.map((view) => ({ system: view.system, number: ofOne(view.system, ['OrderView.number'], view.number) })) } };
  };
  values['orders'] = { edges: ORDERS.map(node) };
  values['tickets'] = { edges: [{ node: ofOne('rt', ['Ticket.subject', 'Ticket.status'], { subject: 'Invoice copy', status: 'RESOLVED' }) ?? { subject: null, status: null } }] };
  values['touches'] = { edges: [{ node: ofOne('ghost', ['Touch.action', 'Touch.campaign'], { action: 'OPENED', campaign: 'Your coffee calendar' }) ?? { action: null, campaign: null } }] };
  const reasons = [
    ...(failing.size === SYSTEMS.length ? ['NO_CONTACT_POINT'] : []),
    // Any of them may hold an opt-out.
    ...(failing.size > 0 ? ['CONSENT_UNKNOWN'] : []),
    ...(failing.has('rt') ? ['COMPLAINTS_UNKNOWN'] : []),
  ];
  values['contactPolicy'] = { allowed: reasons.length === 0, reasons };
  return { values, errors: [...errors].sort() };
}

/** `mode`: whether the last known values are shown in place of those of a system that fails. */
export function expectedOf(failing: Failing, mode: Mode): Expected {
  const { values, errors } = withoutValuesOf(mode === 'live' ? failing : new Set());
  const failed = mode === 'live' ? 'DOWN' : 'STALE';
  return { values, errors, states: SYSTEMS.map((system) => (failing.has(system) ? failed : 'OK')) };
}
