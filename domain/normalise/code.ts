/** A loyalty id in upper case without blanks, or null where nothing is left. Its other signs are the programme's own. */
export function normaliseLoyaltyId(value: string): string | null {
  return value.normalize('NFKC').toUpperCase().replace(/\s/g, '') || null;
}
