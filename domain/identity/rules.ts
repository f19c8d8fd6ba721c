/**
 * The rules that may say "these two records are one party", the strongest first unless configured otherwise (DESIGN section 7). A rule on verified
 * grounds puts a record into a customer's verified part; `emailAndName`, `phoneAndName` and `probabilistic` (the weight of
 * all that agrees and differs, domain/matching) only join two customers by a pointer, which staff see and outside callers do not.
 */
export const LINK_RULES = ['founded', 'steward', 'reference', 'taxId', 'loyaltyId', 'email', 'phone', 'emailAndName', 'phoneAndName', 'probabilistic'] as const;
export type LinkRule = (typeof LINK_RULES)[number];

const UNVERIFIED: ReadonlySet<LinkRule> = new Set(['emailAndName', 'phoneAndName', 'probabilistic']);

/** Whether a join by this rule may show an outside caller the other record. */
export function isVerifiedRule(rule: LinkRule): boolean {
  return !UNVERIFIED.has(rule);
}
