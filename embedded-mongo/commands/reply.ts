import type { Encodable } from '../bson/encode.ts';

/** What a command answers, without `ok`. */
export type Reply = Map<string, Encodable>;
