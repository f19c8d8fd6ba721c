/**
 * Who sees what, written by hand and apart from policy.yml: what stands in neither table is denied.
 * A = whole, M = shortened where the field has a mask (below), - = denied.
 */
import type { DataClass, Role } from '../../domain/principal.ts';

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
  'Email.value', 'Phone.value', 'TaxIdentifier.value', 'Address.street', 'Address.postcode', 'Call.number', 'ChannelSubscription.contactPoint',
]);

const STAFF: readonly Role[] = ['admin', 'steward', 'manager', 'agent', 'sales', 'marketing'];

/** Roles that may call a root field at all, with every scope they can have and no customer in the token. */
export const ROOT_CALLERS: Readonly<Record<string, readonly Role[]>> = {
  'Query.me': ROLES_IN_ORDER,
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
  'Mutation.recordInteraction': ['admin', 'steward', 'agent', 'sales', 'chatbot'],
  'Subscription.interactionRecorded': [...STAFF, 'chatbot', 'customer', 'corporate'],
};

/** What the tables say of one field. */
export function expectedAccess(role: Role, coordinate: string, dataClass: DataClass): 'allow' | 'mask' | 'deny' {
  const callers = ROOT_CALLERS[coordinate];
  if (callers && !callers.includes(role)) return 'deny';
  const letter = MATRIX[dataClass]?.split(/ +/)[ROLES_IN_ORDER.indexOf(role)];
  if (letter === 'A') return 'allow';
  if (letter === 'M') return MASKED_FIELDS.has(coordinate) ? 'mask' : 'allow';
  return 'deny';
}
