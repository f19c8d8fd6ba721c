import type { CustomerIndexDocument } from '../../datasources/mongo/documents.ts';
import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { customerOf } from '../support/customers.ts';
import { sourcesUnavailable } from '../support/failures.ts';
import { inLiveScope } from '../support/liveScope.ts';
import { findCustomers, phoneLookUp } from '../support/lookUp.ts';
import { CONTACT_POINTS } from '../support/parts.ts';

/** The schema's bound of `candidates`. */
const MOST_CANDIDATES = 20;

interface CallerCandidateParent {
  customer: CustomerHandle;
  verified: boolean;
  refs: string[];
  why: string;
}

interface CallerContextParent {
  recognised: boolean;
  candidates: CallerCandidateParent[] | Error;
}

/** Who carries the number is the store's word, which records say so now is the sources'. */
async function candidateOf(index: CustomerIndexDocument, phone: string, ctx: RequestContext): Promise<CallerCandidateParent | null> {
  const customer = customerOf(index, ctx);
  const { outcomes } = await customer.read(CONTACT_POINTS);
  if (!(await inLiveScope(customer, null))) return null;
  const refs: string[] = [];
  let verified = false;
  for (const { ref, record } of outcomes) {
    const carried = record?.phones.find(({ value }) => value === phone);
    if (!carried) continue;
    refs.push(ref);
    verified ||= carried.verified;
  }
  const unread = outcomes.some(({ outcome }) => outcome === 'DOWN');
  const why =
    refs.length > 0
      ? `phone on ${refs.length} ${refs.length === 1 ? 'record' : 'records'}`
      : unread
        ? 'phone on a record that cannot be read now'
        : 'phone on a record until lately; no record carries it now';
  return { customer, verified, refs: refs.slice(0, MOST_CANDIDATES), why };
}

export async function callerContext(_root: unknown, { phone }: { phone: string }, ctx: RequestContext): Promise<CallerContextParent> {
  const lookUp = phoneLookUp(phone);
  const { customers, failed } = await findCustomers(lookUp, ctx, MOST_CANDIDATES);
  // "Nobody" would be a guess.
  if (failed.length > 0) return { recognised: false, candidates: sourcesUnavailable(failed, 'CallerContext.candidates') };
  const value = lookUp.key.slice('phone:'.length);
  const candidates = (await Promise.all(customers.map((index) => candidateOf(index, value, ctx)))).filter((candidate) => candidate !== null);
  return { recognised: candidates.length === 1 && candidates[0]!.refs.length > 0, candidates };
}
