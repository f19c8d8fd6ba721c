/** Beyond so many records a component is no party: only rules and decisions count in it, and what else ties it goes to review. */
export const MOST_LIKELY_RECORDS = 500;
