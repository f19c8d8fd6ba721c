/** What is asked while the schedule plays, by whom. */
import type { Role } from '../../../domain/principal.ts';

const WHOLE = `
  id kind name { full } emails { value } phones { value } taxIds { value } loyaltyIds birthDate account territory distributor
  addresses { street city }
  orders(first: 5) { edges { node { id refs number status total { amount } views { system ref number } } } }
  tickets(first: 5) { edges { node { refs number subject status } } }
  touches(first: 3) { edges { node { refs action campaign } } }
  subscriptions { topic status contactPoint }
  contactPolicy(channel: EMAIL, purpose: MARKETING) { allowed reasons contactPoints }
  identities { ref rule }
  sources { system status }`;

/** Documents by name: `$id` is the customer's. */
export const DOCUMENTS = {
  whole: `query Whole($id: ID!) { customer(id: $id) { ${WHOLE} } }`,
  card: 'query Card($id: ID!) { customer(id: $id) { id name { full } emails { value } phones { value } account territory } }',
  orders: 'query Orders($id: ID!) { customer(id: $id) { id orders(first: 10) { edges { node { refs number lines { sku quantity } views { system ref number } } } } tickets(first: 10) { edges { node { refs subject } } } } }',
  list: 'query List { customers(first: 20) { edges { node { id territory name { full } emails { value } } } } }',
  self: `query Self { me { customer { ${WHOLE} } } }`,
} as const;
export type DocumentName = keyof typeof DOCUMENTS;

export const RECORD = `mutation Record($input: RecordInteractionInput!) { recordInteraction(input: $input) { interaction { id subject } } }`;

export interface Caller {
  role: Role;
  purpose?: string;
  asks: readonly DocumentName[];
}

export const CALLERS: readonly Caller[] = [
  { role: 'admin', asks: ['whole', 'list'] },
  { role: 'agent', asks: ['whole', 'card', 'orders'] },
  { role: 'manager', asks: ['whole', 'orders'] },
  { role: 'marketing', asks: ['whole', 'card', 'list'] },
  { role: 'sales', asks: ['list', 'whole'] },
  { role: 'chatbot', purpose: 'support', asks: ['whole', 'orders'] },
  { role: 'partner', asks: ['list', 'whole'] },
  { role: 'customer', asks: ['self'] },
];
