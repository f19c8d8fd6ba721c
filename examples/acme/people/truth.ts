/** The truth about the company, for measuring only: no part of the gateway reads it. */
import { truePairs } from './pairs.ts';
import type { Doubt } from './supportable.ts';
import type { Company, HardCase, Person, SharedOrder, Variety } from './model.ts';

/** A record of a party, as `system:type:id`; RT users go by their name. */
export interface TruthRecord {
  ref: string;
  personId: string;
  cases: HardCase[];
  varieties?: Variety[];
}

export interface Truth {
  seed: number;
  now: string;
  people: Person[];
  records: TruthRecord[];
  /** Of the true pairs (any two records of one person) those that the records cannot support; all others they can. */
  unsupportable: { left: string; right: string; because: Doubt }[];
  /** The true pairs on which hard cases bear, supportable or not. */
  hardPairs: { left: string; right: string; cases: HardCase[] }[];
  /** ERP sales that are shop orders and carry their code. */
  sharedOrders: { shop: string; erp: string; amountsAgree: boolean }[];
  /** Those that were typed in without it. */
  typedOrders: { shop: string; erp: string; amountsAgree: boolean }[];
  counts: Record<'people' | 'records' | 'shopOrders' | 'erpSales' | 'tickets' | 'calls' | 'touches', number>;
}

const pairOf = ({ shopOrderId, erpSaleId, amountsAgree }: SharedOrder) => ({ shop: `vendure:order:${shopOrderId}`, erp: `tryton:sale:${erpSaleId}`, amountsAgree });

/** Which record belongs to whom, with the labels of the hard cases. */
export function truthOf(company: Company): Truth {
  const record = (ref: string, { personId, cases, varieties }: Omit<TruthRecord, 'ref'>): TruthRecord => ({
    ref,
    personId,
    cases,
    ...(varieties ? { varieties } : {}),
  });
  const pairs = truePairs(company);
  const records = [
    ...company.erpParties.map((party) => record(`tryton:party:${party.id}`, party)),
    ...company.deskUsers.map((user) => record(`rt:user:${user.name}`, user)),
    ...company.shopCustomers.map((customer) => record(`vendure:customer:${customer.id}`, customer)),
    ...company.members.map((member) => record(`ghost:member:${member.id}`, member)),
  ];
  const calls = company.tickets.filter((ticket) => ticket.queue === 'Calls').length;
  const touches = company.recipients.reduce(
    (sum, one) =>
      sum + [one.deliveredAtMs, one.openedAtMs, one.clickedAtMs, one.failedAtMs].filter((at) => at !== null).length,
    0,
  );
  return {
    seed: company.seed,
    now: new Date(company.nowMs).toISOString(),
    people: company.people,
    records,
    unsupportable: pairs.flatMap(({ left, right, verdict }) =>
      verdict.supportable ? [] : [{ left, right, because: verdict.because }],
    ),
    hardPairs: pairs.flatMap(({ left, right, cases }) => (cases.length > 0 ? [{ left, right, cases }] : [])),
    sharedOrders: company.sharedOrders.map(pairOf),
    typedOrders: company.typedOrders.map(pairOf),
    counts: {
      people: company.people.length,
      records: records.length,
      shopOrders: company.shopOrders.length,
      erpSales: company.erpSales.length,
      tickets: company.tickets.length - calls,
      calls,
      touches,
    },
  };
}
