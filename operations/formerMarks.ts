/** Marks by which an event remembers what it had before, until whatever follows from that has followed. */
import type { SourceRef } from '../domain/sourceRef.ts';

const FORMER_PARTY = 'party:';
const FORMER_KEY = 'key:';
const FORMER_TIME = 'at:';

const valuesOf = (prefix: string, marks: readonly string[]): string[] => marks.flatMap((mark) => (mark.startsWith(prefix) ? mark.slice(prefix.length) : []));

/** Of a party that it named. */
export const formerParty = (ref: SourceRef): string => `${FORMER_PARTY}${ref}`;
/** Of a shared key that it carried. */
export const formerKey = (key: string): string => `${FORMER_KEY}${key}`;
/** Of when it was. */
export const formerTime = (at: Date): string => `${FORMER_TIME}${at.getTime()}`;

/** The parties that an event's marks remember. */
export const formerPartiesOf = (marks: readonly string[]): SourceRef[] => valuesOf(FORMER_PARTY, marks);
/** The shared keys. */
export const formerKeysOf = (marks: readonly string[]): string[] => valuesOf(FORMER_KEY, marks);
/** The times, in milliseconds since the epoch. */
export const formerTimesOf = (marks: readonly string[]): number[] => valuesOf(FORMER_TIME, marks).map(Number);
