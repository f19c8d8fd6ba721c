import { GatewayError } from './errors.ts';

/** What a source record is about. `interaction` is only ever written by the gateway itself. */
export const RECORD_TYPES = ['party', 'order', 'ticket', 'call', 'touch', 'interaction'] as const;
export type RecordType = (typeof RECORD_TYPES)[number];
/** The record types that are business events rather than parties. */
export type EventType = Exclude<RecordType, 'party'>;

/** `system:type:id`, the one name of a source record everywhere: store, schema, logs of refs. The id may hold colons. */
export type SourceRef = string;

/** The parts of a source ref. */
export interface SourceRefParts {
  system: string;
  type: RecordType;
  id: string;
}

const isRecordType = (value: string): value is RecordType => (RECORD_TYPES as readonly string[]).includes(value);

/** Joins the parts of a source ref; `system` has no colon (configuration refuses one). */
export function sourceRef(system: string, type: RecordType, id: string | number): SourceRef {
  return `${system}:${type}:${id}`;
}

/** The system of a stored source ref, without a check of the rest: for refs that were parsed before. */
export function systemOf(ref: SourceRef): string {
  return ref.slice(0, ref.indexOf(':'));
}

/** The parts of a source ref, or undefined where the text is none. */
export function tryParseSourceRef(ref: string): SourceRefParts | undefined {
  const first = ref.indexOf(':');
  const second = ref.indexOf(':', first + 1);
  if (first < 1 || second < 0 || second === ref.length - 1) return undefined;
  const type = ref.slice(first + 1, second);
  return isRecordType(type) ? { system: ref.slice(0, first), type, id: ref.slice(second + 1) } : undefined;
}

/** The parts of a source ref that the gateway itself wrote. Throws INTERNAL for anything else: it is a defect, not input. */
export function parseSourceRef(ref: SourceRef): SourceRefParts {
  const parts = tryParseSourceRef(ref);
  if (!parts) throw new GatewayError('INTERNAL', 'A stored source ref is not of the form system:type:id.');
  return parts;
}
