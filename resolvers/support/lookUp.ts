/** Looking one customer up by an exact value: normalised, within the row view, and asked of the sources if need be. */
import { normaliseLoyaltyId } from '../../domain/normalise/code.ts';
import { normaliseEmail } from '../../domain/normalise/email.ts';
import { fullPhone } from '../../domain/normalise/phone.ts';
import { normaliseTaxId } from '../../domain/normalise/taxId.ts';
import { withoutMerelyStated } from '../../domain/statedParty.ts';
import type { CustomerIndexDocument } from '../../datasources/mongo/documents.ts';
import type { RequestContext } from '../context.ts';
import { badInput } from './failures.ts';
import { fetchUnknown, type UnknownValue } from './unknownValues.ts';

/** `CustomerKey` of the schema: the engine has seen to it that exactly one is given. */
export interface CustomerKeyInput {
  email?: string | null;
  phone?: string | null;
  taxId?: string | null;
  loyaltyId?: string | null;
  sourceRef?: string | null;
}

/** A look-up as the store takes it, and as a source takes it where sources can answer it. */
export interface LookUp {
  key: string;
  ask: UnknownValue | null;
}

/** Keys longer than this are nobody's. */
const MAX_KEY_LENGTH = 320;

export function emailLookUp(email: string): LookUp {
  const value = normaliseEmail(email);
  if (value === null) throw badInput('email', 'must be an e-mail address');
  return { key: `email:${value}`, ask: { by: 'email', value } };
}

export function phoneLookUp(phone: string): LookUp {
  const value = fullPhone(phone);
  if (value === null) throw badInput('phone', 'must be a full phone number such as +34600111222 (E.164), without spaces');
  return { key: `phone:${value}`, ask: { by: 'phone', value } };
}

function codeLookUp(argument: 'taxId' | 'loyaltyId', text: string, normalise: (text: string) => string | null, expected: string): LookUp {
  const value = text.length <= MAX_KEY_LENGTH ? normalise(text) : null;
  if (value === null) throw badInput(argument, expected);
  return { key: `${argument}:${value}`, ask: null };
}

/** The look-up that a key stands for. Throws BAD_USER_INPUT for a value that is of no such kind. */
export function lookUpOf(key: CustomerKeyInput): LookUp {
  if (key.email != null) return emailLookUp(key.email);
  if (key.phone != null) return phoneLookUp(key.phone);
  if (key.taxId != null) return codeLookUp('taxId', key.taxId, normaliseTaxId, 'must be a tax identifier');
  if (key.loyaltyId != null) return codeLookUp('loyaltyId', key.loyaltyId, normaliseLoyaltyId, `must have from 1 to ${MAX_KEY_LENGTH} characters that are not blank`);
  // Any text: a ref of a shape that was never issued is an unknown one.
  if (key.sourceRef != null) return { key: `ref:${key.sourceRef}`, ask: null };
  throw badInput('key', 'must have exactly one value');
}

/** Who was found by a value. */
export interface Found {
  customers: CustomerIndexDocument[];
  /** Systems that were asked and did not answer, where nobody was found: that nobody carries the value is not known then. */
  failed: readonly string[];
}

/**
 * The customers of the caller's view that carry the value, at most `limit`. For callers who see all rows, an e-mail or
 * phone that the store does not know is asked of the sources first.
 */
export async function findCustomers(lookUp: LookUp, ctx: RequestContext, limit: number): Promise<Found> {
  const { customerIndex } = ctx.store;
  const carriers = async () => withoutMerelyStated(await customerIndex.byKey(lookUp.key, ctx.view, limit + 1), limit);
  let customers = await carriers();
  if (customers.length > 0 || !lookUp.ask || !ctx.view.rows.all) return { customers, failed: [] };
  const { came, failed } = await fetchUnknown(lookUp.ask, ctx);
  if (came) customers = await carriers();
  return { customers, failed: customers.length > 0 ? [] : failed };
}
