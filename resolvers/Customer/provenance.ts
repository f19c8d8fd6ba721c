import type { DataClass } from '../../domain/principal.ts';
import { chooseAddresses, chooseIdentifiers, chooseName, chooseSingle } from '../../domain/goldenRecord/choose.ts';
import type { Chosen, SeenParty, SurvivorshipConfig } from '../../domain/goldenRecord/types.ts';
import type { Address } from '../../domain/records.ts';
import type { MaskName, RequestContext } from '../context.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { ADDRESSES, CONTACT_POINTS, CORE, IDENTIFIERS, type PartMask } from '../support/parts.ts';

type CustomerField =
  | 'NAME' | 'EMAILS' | 'PHONES' | 'TAX_IDS' | 'LOYALTY_IDS' | 'BIRTH_DATE' | 'ADDRESSES' | 'ACCOUNT' | 'PREFERRED_LANGUAGE';
type Choose = (seen: readonly SeenParty[], config: SurvivorshipConfig) => Chosen<string>[];

interface Subject {
  /** Class and mask of the field that the row is about, as the schema classifies it. */
  dataClass: DataClass;
  mask: MaskName;
  parts: PartMask;
  choose: Choose;
}

interface LosingValueParent {
  value: string | null;
  access: 'ALLOWED' | 'MASKED' | 'DENIED';
  ref: string;
}

interface ProvenanceParent {
  field: CustomerField;
  value: string | null;
  access: 'ALLOWED' | 'MASKED' | 'DENIED';
  ref: string | null;
  fetchedAt: string | null;
  rule: string | null;
  losing: LosingValueParent[];
}

function asText<Value>(chosen: Chosen<Value>, text: (value: Value) => string): Chosen<string> {
  return { ...chosen, value: text(chosen.value), losing: chosen.losing.map((lost) => ({ ...lost, value: text(lost.value) })) };
}
const one = <Value>(chosen: Chosen<Value> | null, text: (value: Value) => string): Chosen<string>[] => (chosen ? [asText(chosen, text)] : []);
const single =
  (field: Parameters<typeof chooseSingle>[1]): Choose =>
  (seen, config) =>
    one(chooseSingle(seen, field, config), (value) => value);
const identifiers =
  (field: Parameters<typeof chooseIdentifiers>[1]): Choose =>
  (seen, config) =>
    chooseIdentifiers(seen, field, config).map((chosen) => asText(chosen, ({ value }) => value));
const lineOf = ({ street, postcode, city, region, country }: Address): string =>
  [street, postcode, city, region, country].filter((part) => part !== null && part !== '').join(', ');

const SUBJECTS: Readonly<Record<CustomerField, Subject>> = {
  NAME: { dataClass: 'personName', mask: 'name', parts: CORE, choose: (seen, config) => one(chooseName(seen, config), (name) => name.full) },
  EMAILS: { dataClass: 'contactPoint', mask: 'email', parts: CONTACT_POINTS, choose: identifiers('emails') },
  PHONES: { dataClass: 'contactPoint', mask: 'phone', parts: CONTACT_POINTS, choose: identifiers('phones') },
  TAX_IDS: { dataClass: 'taxId', mask: 'tail', parts: IDENTIFIERS, choose: identifiers('taxIds') },
  LOYALTY_IDS: { dataClass: 'loyalty', mask: 'tail', parts: IDENTIFIERS, choose: identifiers('loyaltyIds') },
  BIRTH_DATE: { dataClass: 'birthDate', mask: 'year', parts: CORE, choose: single('birthDate') },
  ADDRESSES: {
    dataClass: 'address',
    mask: 'hidden',
    parts: ADDRESSES,
    choose: (seen, config) => chooseAddresses(seen, config).map((chosen) => asText(chosen, lineOf)),
  },
  ACCOUNT: { dataClass: 'account', mask: 'tail', parts: CORE, choose: single('account') },
  PREFERRED_LANGUAGE: { dataClass: 'public', mask: 'hidden', parts: CORE, choose: single('language') },
};

/**
 * Each row takes the class of the field that it is about: masked where that is masked, without a value where that is
 * denied, and then nothing is read for it.
 */
export async function provenance(
  customer: CustomerHandle,
  { fields }: { fields: readonly CustomerField[] },
  ctx: RequestContext,
): Promise<ProvenanceParent[]> {
  const asked = [...new Set(fields)];
  const readable = asked.filter((field) => ctx.access(SUBJECTS[field].dataClass) !== 'deny');
  const parts = readable.reduce((mask, field) => mask | SUBJECTS[field].parts, 0);
  const seen = readable.length > 0 ? (await customer.read(parts)).seen : [];

  return asked.flatMap((field): ProvenanceParent[] => {
    const { dataClass, mask, choose } = SUBJECTS[field];
    const access = ctx.access(dataClass);
    if (access === 'deny') return [{ field, value: null, access: 'DENIED', ref: null, fetchedAt: null, rule: null, losing: [] }];
    const shown = (value: string) => (access === 'mask' ? ctx.mask(mask, value) : value);
    const told = access === 'mask' ? 'MASKED' : 'ALLOWED';
    return choose(seen, ctx.config.survivorship).map(({ value, ref, fetchedAtMs, rule, losing }) => ({
      field,
      value: shown(value),
      access: told,
      ref,
      fetchedAt: new Date(fetchedAtMs).toISOString(),
      rule,
      losing: losing.map((lost) => ({ value: shown(lost.value), access: told, ref: lost.ref })),
    }));
  });
}
