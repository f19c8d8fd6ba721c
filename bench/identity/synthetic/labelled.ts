import type { StatedRecord } from '../../../domain/matching/stated.ts';

/** An invented record, and the party that it is of. */
export interface Labelled {
  record: Omit<StatedRecord, 'id'>;
  party: string;
}
