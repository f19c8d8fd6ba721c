/** Contact points and ids as canonical identifiers: normalised, without doubles, what is unreadable left out. */
import { normaliseLoyaltyId } from '../../domain/normalise/code.ts';
import { normaliseEmail } from '../../domain/normalise/email.ts';
import { normalisePhone } from '../../domain/normalise/phone.ts';
import { normaliseTaxId, readTaxId } from '../../domain/normalise/taxId.ts';
import type { Identifier } from '../../domain/records.ts';
import { text } from './answers.ts';

interface Stated {
  value: unknown;
  label?: string | null;
  verified?: boolean;
}

function identifiers(stated: readonly Stated[], normalise: (value: string) => string | null): Identifier[] {
  const found = new Map<string, Identifier>();
  for (const { value, label = null, verified = false } of stated) {
    const read = text(value);
    const normal = read === null ? null : normalise(read);
    if (normal === null) continue;
    const known = found.get(normal);
    if (!known) found.set(normal, { value: normal, verified, label });
    else if (verified && !known.verified) found.set(normal, { ...known, verified });
  }
  return [...found.values()];
}

export const emailsOf = (...stated: Stated[]): Identifier[] => identifiers(stated, normaliseEmail);

/** `defaultRegion`: ISO 3166 region for numbers without a country code. */
export const phonesOf = (defaultRegion: string, ...stated: Stated[]): Identifier[] =>
  identifiers(stated, (value) => normalisePhone(value, defaultRegion));

/**
 * A label that starts with a country (`es_nif`, `ar_cuit`) tells the scheme of a number without prefix. Nobody has verified
 * what fails its own check digits, whatever the source declares: it stays a value like any other.
 */
export const taxIdsOf = (...stated: Stated[]): Identifier[] =>
  identifiers(stated.map((each) => (each.verified && failsItsCheck(each) ? { ...each, verified: false } : each)), normaliseTaxId);

function failsItsCheck({ value, label }: Stated): boolean {
  const country = /^([a-z]{2})_/.exec(label ?? '')?.[1];
  const read = text(value);
  return read !== null && readTaxId(read, country === 'eu' ? null : country)?.valid === false;
}

export const loyaltyIdsOf = (...stated: Stated[]): Identifier[] => identifiers(stated, normaliseLoyaltyId);
