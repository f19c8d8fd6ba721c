/**
 * Who sees what, written by hand and apart from policy.yml: what stands in neither table is denied.
 * A = whole, M = shortened where the field has a mask (below), - = denied.
 */
import type { DataClass, Role } from '../../domain/principal.ts';
import { EXPECTED_CLASSES } from './fields.ts';

const ROLES_IN_ORDER: readonly Role[] = ['admin', 'steward', 'manager', 'agent', 'sales', 'marketing', 'distributor', 'partner', 'chatbot', 'customer', 'corporate'];

//                               ad st ma ag sa mk di pa ch cu co
const MATRIX: Partial<Record<DataClass, string>> = {
  structure: /*    */ 'A  A  A  A  A  A  A  A  A  A  A',
  public: /*       */ 'A  A  A  A  A  A  A  A  A  A  A',
  held: /*         */ 'A  A  A  A  A  A  A  A  A  A  A',
  personName: /*   */ 'A  A  A  A  A  A  A  A  A  A  A',
  contactPoint: /* */ 'A  A  A  A  A  M  M  M  M  A  A',
  address: /*      */ 'A  A  A  A  A  M  A  M  M  A  A',
  birthDate: /*    */ 'A  A  M  M  M  -  -  -  -  A  M',
  taxId: /*        */ 'A  A  M  M  M  -  -  -  -  A  M',
  loyalty: /*      */ 'A  A  A  A  A  M  -  -  M  A  A',
  account: /*      */ 'A  A  A  A  A  A  A  M  M  A  A',
  orders: /*       */ 'A  A  A  A  A  A  A  A  A  A  A',
  tickets: /*      */ 'A  A  A  A  A  -  -  A  A  A  A',
  calls: /*        */ 'A  A  A  A  A  -  -  -  A  A  A',
  marketing: /*    */ 'A  A  A  A  A  A  -  -  A  A  -',
  consent: /*      */ 'A  A  A  A  A  A  -  -  A  A  -',
  interactions: /* */ 'A  A  A  A  A  A  -  -  A  A  A',
  identity: /*     */ 'A  A  A  A  -  -  -  -  -  -  -',
  relationships: /**/ 'A  A  A  A  A  -  -  -  -  A  A',
  sources: /*      */ 'A  A  A  A  A  A  -  -  A  A  A',
  administration: /**/ 'A  -  -  -  -  -  -  -  -  -  -',
};

/** Fields that are shortened where their class is M. All others of such a class are shown whole. */
export const MASKED_FIELDS: ReadonlySet<string> = new Set([
  'Customer.loyaltyIds', 'Customer.birthDate', 'Customer.account', 'CustomerName.full', 'CustomerName.given', 'CustomerName.family', 'CustomerContext.name',
  'Email.value', 'Phone.value', 'TaxIdentifier.value', 'Address.street', 'Address.postcode', 'Call.number', 'ChannelSubscription.contactPoint', 'ContactPolicy.contactPoints',
]);

const STAFF: readonly Role[] = ['admin', 'steward', 'manager', 'agent', 'sales', 'marketing'];

/** Roles that may call a root field at all, with every scope they can have and no customer in the token. */
export const ROOT_CALLERS: Readonly<Record<string, readonly Role[]>> = {
  'Query.me': ROLES_IN_ORDER,
  'Query.access': ROLES_IN_ORDER,
  'Query.node': ROLES_IN_ORDER,
  'Query.customer': ROLES_IN_ORDER,
  'Query.order': ROLES_IN_ORDER,
  'Query.customerBy': ROLES_IN_ORDER,
  'Query.customers': [...STAFF, 'distributor', 'partner', 'corporate'],
  'Query.searchCustomers': STAFF,
  'Query.orders': [...STAFF, 'distributor', 'partner', 'customer', 'corporate'],
  'Query.callerContext': ['admin', 'steward', 'manager', 'agent', 'sales'],
  'Query.customerContext': [...STAFF, 'chatbot'],
  'Query.tokens': ['admin'],
  'Mutation.pinValue': ['admin', 'steward'],
  'Mutation.unpinValue': ['admin', 'steward'],
  'Mutation.issueToken': ['admin'],
  'Mutation.rotateToken': ['admin'],
  'Mutation.revokeToken': ['admin'],
  'Query.auditEntries': ['admin'],
  'Query.setAside': ['admin'],
  'Mutation.replaySetAside': ['admin'],
  'Query.identityChanges': ['admin', 'steward'],
  'Query.matchReviews': ['admin', 'steward'],
  'Query.identityParameters': ['admin', 'steward'],
  'Query.identityHealth': ['admin', 'steward'],
  'Query.discrepancies': ['admin', 'steward', 'manager'],
  'Query.discrepancySummary': ['admin', 'steward', 'manager'],
  'Mutation.acknowledgeDiscrepancy': ['admin', 'steward'],
  'Mutation.dismissDiscrepancy': ['admin', 'steward'],
  'Mutation.trainIdentityParameters': ['admin', 'steward'],
  'Mutation.dryRunIdentityParameters': ['admin', 'steward'],
  'Mutation.activateIdentityParameters': ['admin', 'steward'],
  'Query.explainMatch': ['admin', 'steward', 'manager', 'agent'],
  'Mutation.mergeCustomers': ['admin', 'steward'],
  'Mutation.splitCustomer': ['admin', 'steward'],
  'Mutation.confirmMatch': ['admin', 'steward'],
  'Mutation.rejectMatch': ['admin', 'steward'],
  'Mutation.recordInteraction': ['admin', 'steward', 'agent', 'sales', 'chatbot'],
  'Mutation.attachInteractions': ['admin', 'steward', 'agent'],
  'Mutation.detachInteractions': ['admin', 'steward', 'agent'],
  'Subscription.customerChanged': [...STAFF, 'chatbot', 'customer', 'corporate'],
  'Subscription.interactionRecorded': [...STAFF, 'chatbot', 'customer', 'corporate'],
};

/** Who may look up by what the matrix's paths ask these roots with (an e-mail, a phone): `lookup` of policy.yml. */
const LOOK_UP_CALLERS: Readonly<Record<string, readonly Role[]>> = {
  'Query.customerBy': [...STAFF, 'chatbot', 'customer', 'corporate'],
  'Query.customerContext': [...STAFF, 'chatbot', 'customer', 'corporate'],
  'Query.explainMatch': ['admin', 'steward', 'manager', 'agent'],
  'Mutation.splitCustomer': ['admin', 'steward', 'manager', 'agent'],
  'Mutation.confirmMatch': ['admin', 'steward', 'manager', 'agent'],
  'Mutation.attachInteractions': ['admin', 'steward', 'manager', 'agent'],
  'Mutation.detachInteractions': ['admin', 'steward', 'manager', 'agent'],
  'Mutation.rejectMatch': ['admin', 'steward', 'manager', 'agent'],
};

/** Roots whose rules ask for no scope (the kind of data that they give may), and kinds of data that need no scope and serve any purpose. */
const ROOTS_WITHOUT_SCOPES: ReadonlySet<string> = new Set([
  'Query.me', 'Query.access', 'Query.node', 'Query.customer', 'Query.orders', 'Query.tokens', 'Query.auditEntries', 'Query.setAside', 'Mutation.replaySetAside', 'Mutation.issueToken', 'Mutation.rotateToken', 'Mutation.revokeToken',
]);
const OPEN_ALWAYS: ReadonlySet<DataClass> = new Set(['structure', 'public', 'held']);

/** The kind of data that the matrix's arguments of a root read or look up by. */
const ROOT_READS: Readonly<Record<string, DataClass>> = {
  'Query.customerBy': 'contactPoint', 'Query.customerContext': 'contactPoint', 'Query.callerContext': 'contactPoint', 'Query.searchCustomers': 'personName', 'Mutation.pinValue': 'personName', 'Query.order': 'orders',
  'Query.explainMatch': 'identity', 'Mutation.splitCustomer': 'identity', 'Mutation.confirmMatch': 'identity', 'Mutation.rejectMatch': 'identity',
  'Mutation.attachInteractions': 'identity', 'Mutation.detachInteractions': 'identity',
};

/** What a token sees at most that states a purpose: no ruled kind at all for one that is not here. */
export const PURPOSES: Readonly<Record<string, readonly DataClass[]>> = {
  support: ['personName', 'contactPoint', 'address', 'loyalty', 'account', 'orders', 'tickets', 'calls', 'marketing', 'consent', 'interactions', 'relationships', 'sources'],
  service: ['personName', 'contactPoint', 'address', 'loyalty', 'account', 'orders', 'tickets', 'calls', 'consent', 'interactions', 'relationships', 'sources'],
  delivery: ['personName', 'contactPoint', 'address', 'account', 'orders'],
  campaign: ['personName', 'contactPoint', 'address', 'loyalty', 'orders', 'marketing', 'consent', 'interactions'],
};

/** A caller of the matrix: with every scope that its role can have, or with none; stating a purpose or not. */
export interface Who {
  role: Role;
  scopes: 'all' | 'none';
  purpose?: string;
}

const LETTERS = new Map(Object.entries(MATRIX).map(([dataClass, row]) => [dataClass, row.split(/ +/)]));
const ROOT = /^(Query|Mutation|Subscription)\./;

const isOpen = ({ scopes, purpose }: Who, dataClass: DataClass): boolean =>
  OPEN_ALWAYS.has(dataClass) || (scopes === 'all' && (purpose === undefined || (PURPOSES[purpose]?.includes(dataClass) ?? false)));

/** Whether the caller may call a root field with the matrix's arguments, whatever kind of data it gives; true of all other fields. */
export function mayCall(who: Who, coordinate: string): boolean {
  if (!ROOT.test(coordinate)) return true;
  if (!ROOT_CALLERS[coordinate]?.includes(who.role) || LOOK_UP_CALLERS[coordinate]?.includes(who.role) === false) return false;
  if (who.scopes === 'none' && !ROOTS_WITHOUT_SCOPES.has(coordinate)) return false;
  const read = ROOT_READS[coordinate];
  return read === undefined || isOpen(who, read);
}

/** What the tables say of one field: denied wherever they say nothing. */
export function expectedAccess(who: Who, coordinate: string): 'allow' | 'mask' | 'deny' {
  const dataClass = EXPECTED_CLASSES.get(coordinate);
  if (dataClass === undefined || !isOpen(who, dataClass) || !mayCall(who, coordinate)) return 'deny';
  const letter = LETTERS.get(dataClass)?.[ROLES_IN_ORDER.indexOf(who.role)];
  if (letter === 'A') return 'allow';
  if (letter === 'M') return MASKED_FIELDS.has(coordinate) ? 'mask' : 'allow';
  return 'deny';
}
