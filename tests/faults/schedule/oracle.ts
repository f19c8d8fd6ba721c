/** Whose each value and record is, by the generator of the sample company: nothing of it comes from the gateway. */
import type { Company } from '../../../examples/acme/people/model.ts';

export interface Oracle {
  /** Whose an event or party record of the gateway is; undefined where nobody knows. */
  ownerOf(ref: string): string | undefined;
  /** Everybody who carries this e-mail address, number, tax id, loyalty id or account in some system. */
  carriersOf(value: string): ReadonlySet<string> | undefined;
  /** An event that was made while the schedule ran, or a value that was given to a record. */
  learn(ref: string, personId: string): void;
}

/** Of the company as it was generated. */
export function oracleOf(company: Company): Oracle {
  const owners = new Map<string, string>();
  const carriers = new Map<string, Set<string>>();
  const carries = (value: string | null | undefined, personId: string): void => {
    if (!value) return;
    const key = value.toLowerCase();
    const all = carriers.get(key) ?? new Set<string>();
    carriers.set(key, all.add(personId));
  };
  const personOf = new Map<string, string>();
  for (const { id, email, otherEmail, mobile, landline, taxId, loyaltyId } of company.people) {
    for (const value of [email, otherEmail, mobile, landline, taxId?.code, loyaltyId]) carries(value, id);
  }
  for (const { id, personId, code, contacts, identifiers } of company.erpParties) {
    owners.set(`tryton:party:${id}`, personId);
    personOf.set(`tryton ${id}`, personId);
    carries(code, personId);
    for (const { value } of contacts) carries(value, personId);
    for (const identifier of identifiers) carries(identifier.code, personId);
  }
  for (const { name, personId, email, mobilePhone, phone } of company.deskUsers) {
    owners.set(`rt:party:${name}`, personId);
    for (const value of [name, email, mobilePhone, phone]) carries(value, personId);
  }
  for (const { id, personId, email, phone, loyaltyId } of company.shopCustomers) {
    owners.set(`vendure:party:${id}`, personId);
    for (const value of [email, phone, loyaltyId]) carries(value, personId);
  }
  for (const { id, personId, email } of company.members) {
    owners.set(`ghost:party:${id}`, personId);
    carries(email, personId);
  }
  for (const { id, customerId, code } of company.shopOrders) {
    const personId = owners.get(`vendure:party:${customerId}`);
    if (personId === undefined) continue;
    owners.set(`vendure:order:${id}`, personId);
    carries(code, personId);
  }
  for (const { id, partyId } of company.erpSales) {
    const personId = personOf.get(`tryton ${partyId}`);
    if (personId !== undefined) owners.set(`tryton:order:${id}`, personId);
  }
  for (const { id, queue, requestor } of company.tickets) {
    const personId = owners.get(`rt:party:${requestor}`);
    if (personId !== undefined) owners.set(`rt:${queue === 'Calls' ? 'call' : 'ticket'}:${id}`, personId);
  }
  return {
    ownerOf: (ref) => owners.get(ref),
    carriersOf: (value) => carriers.get(value.toLowerCase()),
    learn: (ref, personId) => void owners.set(ref, personId),
  };
}
