/** The fields of a customer that provenance tells of and that stewards pin: how each is read, classed and written as text. */
import { addressLine, chooseAddresses, chooseIdentifiers, chooseName, chooseSingle } from '../../domain/goldenRecord/choose.ts';
import type { Chosen, SeenParty, SurvivorshipConfig } from '../../domain/goldenRecord/types.ts';
import type { DataClass } from '../../domain/principal.ts';
import type { Pin } from '../../domain/records.ts';
import type { MaskName } from '../context.ts';
import { ADDRESSES, CONTACT_POINTS, CORE, IDENTIFIERS, type PartMask } from './parts.ts';

/** As the schema names them. */
export type CustomerField =
  | 'NAME' | 'EMAILS' | 'PHONES' | 'TAX_IDS' | 'LOYALTY_IDS' | 'BIRTH_DATE' | 'ADDRESSES' | 'ACCOUNT' | 'PREFERRED_LANGUAGE' | 'TERRITORY' | 'DISTRIBUTOR';
type Choose = (seen: readonly SeenParty[], config: SurvivorshipConfig) => Chosen<string>[];

export interface FieldSubject {
  /** As records name it. */
  field: Pin['field'];
  /** Class and mask of the field, as the schema classifies it; where the schema names no mask, a row about it shows nothing to whom the policy says mask. */
  dataClass: DataClass;
  mask: MaskName;
  parts: PartMask;
  choose: Choose;
}

function asText<Value>(chosen: Chosen<Value>, text: (value: Value) => string): Chosen<string> {
  return { ...chosen, value: text(chosen.value), losing: chosen.losing.map((lost) => ({ ...lost, value: text(lost.value) })) };
}
const one = <Value>(chosen: Chosen<Value> | null, text: (value: Value) => string): Chosen<string>[] => (chosen ? [asText(chosen, text)] : []);

const single = (field: Parameters<typeof chooseSingle>[1], dataClass: DataClass, mask: MaskName): FieldSubject => ({
  field, dataClass, mask, parts: CORE, choose: (seen, config) => one(chooseSingle(seen, field, config), (value) => value),
});
const identifiers = (field: Parameters<typeof chooseIdentifiers>[1], dataClass: DataClass, mask: MaskName, parts: PartMask): FieldSubject => ({
  field, dataClass, mask, parts, choose: (seen, config) => chooseIdentifiers(seen, field, config).map((chosen) => asText(chosen, ({ value }) => value)),
});

export const FIELD_SUBJECTS: Readonly<Record<CustomerField, FieldSubject>> = {
  NAME: { field: 'name', dataClass: 'personName', mask: 'name', parts: CORE, choose: (seen, config) => one(chooseName(seen, config), (name) => name.full) },
  EMAILS: identifiers('emails', 'contactPoint', 'email', CONTACT_POINTS),
  PHONES: identifiers('phones', 'contactPoint', 'phone', CONTACT_POINTS),
  TAX_IDS: identifiers('taxIds', 'taxId', 'tail', IDENTIFIERS),
  LOYALTY_IDS: identifiers('loyaltyIds', 'loyalty', 'tail', IDENTIFIERS),
  BIRTH_DATE: single('birthDate', 'birthDate', 'year'),
  ADDRESSES: {
    field: 'addresses', dataClass: 'address', mask: 'hidden', parts: ADDRESSES,
    choose: (seen, config) => chooseAddresses(seen, config).map((chosen) => asText(chosen, addressLine)),
  },
  ACCOUNT: single('account', 'account', 'tail'),
  PREFERRED_LANGUAGE: single('language', 'public', 'hidden'),
  TERRITORY: single('territory', 'account', 'hidden'),
  DISTRIBUTOR: single('distributor', 'account', 'hidden'),
};
