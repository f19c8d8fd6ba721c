/** How old a statement of consent may be. Of everything else an old value is better than none, and its age is told; a consent that may have been taken back is none. */
import type { RequestContext } from '../context.ts';
import type { PartyOutcome } from './PartyReads.ts';

/** Whether consents may be taken from this reading of a record: live, or read at most `consentMaxAgeMs` ago. */
export function mayGiveConsent({ outcome, fetchedAtMs, read }: PartyOutcome, { config, now }: Pick<RequestContext, 'config' | 'now'>): boolean {
  if (outcome !== 'OK' && outcome !== 'STALE') return false;
  // Its own time does not count: a source may take longer to answer than an old consent may be old.
  if (read.status === 'OK' && !read.isCached) return true;
  return fetchedAtMs !== null && fetchedAtMs >= now() - config.contactPolicy.consentMaxAgeMs;
}
