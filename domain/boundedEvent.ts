/**
 * What is kept of an event. A source may give an order of ten thousand lines or a subject of a megabyte; one document holds
 * 16 MB at most, and a page of a timeline holds many. An order without its last lines is still that order, with its number,
 * status and total, so it is cut and marked rather than refused: a refused one would be missing altogether.
 */
import { boundedEventParty } from './boundedParty.ts';
import type { EventRecord, OrderLine } from './records.ts';

/** Five times as many as the API shows of an order. */
export const MOST_LINES = 1_000;
/** Characters of a subject, campaign, product and the like. */
export const MOST_TEXT = 1_000;
/** Characters of a note. */
export const MOST_NOTE = 20_000;
/** Numbers of other systems that one order may carry. */
export const MOST_REFERENCES = 50;
/** A longer number is none that anybody prints. It is not cut: what is left could be another one's. */
export const MOST_NUMBER = 200;
const CUT = '…';

/** At most `most` characters; what was cut ends with `…`, and never in half a character. */
export function cut<Text extends string | null>(text: Text, most: number): Text {
  if (text === null || text.length <= most) return text;
  const kept = text.slice(0, most - CUT.length);
  const last = kept.charCodeAt(kept.length - 1);
  return `${last >= 0xd800 && last < 0xdc00 ? kept.slice(0, -1) : kept}${CUT}` as Text;
}

const keptLine = ({ sku, name, quantity, total }: OrderLine): OrderLine => ({ sku: cut(sku, MOST_TEXT), name: cut(name, MOST_TEXT), quantity, total });

/** The event as it is stored; equal to itself where nothing is too long. */
export function boundedEvent(given: EventRecord): EventRecord {
  const record = { ...given, party: boundedEventParty(given.party) };
  switch (record.type) {
    case 'order': {
      const omitted = record.lines.length - MOST_LINES;
      const lines = record.lines.slice(0, MOST_LINES).map(keptLine);
      const sharedReferences = record.sharedReferences.filter((reference) => reference.length <= MOST_NUMBER).slice(0, MOST_REFERENCES);
      const number = record.number !== null && record.number.length > MOST_NUMBER ? null : record.number;
      return { ...record, number, sharedReferences, lines, ...(omitted > 0 && { linesOmitted: omitted }) };
    }
    case 'ticket':
      return { ...record, number: cut(record.number, MOST_NUMBER), subject: cut(record.subject, MOST_TEXT), queue: cut(record.queue, MOST_TEXT) };
    case 'call':
      return { ...record, number: cut(record.number, MOST_NUMBER), agent: cut(record.agent, MOST_TEXT), subject: cut(record.subject, MOST_TEXT) };
    case 'touch':
      return { ...record, campaign: cut(record.campaign, MOST_TEXT) };
    case 'interaction':
      return { ...record, subject: cut(record.subject, MOST_TEXT), note: cut(record.note, MOST_NOTE) };
  }
}
