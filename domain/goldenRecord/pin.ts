/**
 * Pins: a steward's word on one field of a customer, until an expiry. Each is a party record of system `gateway` that says
 * to be the party of another record (an identity reference), so it goes with that record through every merge and split. It
 * is shown, and is evidence of nothing: its keys are no matching keys (identity/keys.ts), matching sees no name or birth
 * date in it (identity/member.ts), and it puts nobody into a row scope (rowScopes.ts).
 */
import type { PartyKind, PartyRecord, Pin } from '../records.ts';
import { sourceRef, type SourceRef } from '../sourceRef.ts';
import { GATEWAY_SYSTEM, PIN, statedRecord } from '../statedParty.ts';

/** The value of one field, as records hold it; lists whole. */
export type PinnedValue = { [Field in Pin['field']]: { field: Field; value: NonNullable<PartyRecord[Field]> } }[Pin['field']];

/** `keyedHash` of the record that the pin is tied to and of the field: pinning the field again replaces the pin. */
export function pinRef(keyedHash: string): SourceRef {
  return sourceRef(GATEWAY_SYSTEM, 'party', `${PIN}${keyedHash}`);
}

/** Whether a pin counts at this time, by the caller's clock. */
export function isInForce({ expiresAt }: Pick<Pin, 'expiresAt'>, nowMs: number): boolean {
  return Date.parse(expiresAt) > nowMs;
}

/** The record of a pin: the value, whom it is tied to, and nothing else. `at`: when it was pinned. */
export function pinRecord(ref: SourceRef, tiedTo: { ref: SourceRef; kind: PartyKind }, { field, value }: PinnedValue, pin: Omit<Pin, 'field'>, at: string): PartyRecord {
  return {
    ...statedRecord(ref, { kind: tiedTo.kind, name: null, emails: [], phones: [], addresses: [] }),
    [field]: value,
    references: [{ meaning: 'identity', by: 'ref', value: tiedTo.ref, role: null, from: null, until: null }],
    updatedAt: at,
    pin: { field, ...pin },
  };
}
