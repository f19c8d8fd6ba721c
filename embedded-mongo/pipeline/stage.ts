import type { Doc } from '../bson/values.ts';
import type { EvalContext } from '../expr/context.ts';

/** What stages may ask of the server. */
export interface StageContext {
  readonly context: EvalContext;
  /** The documents of another collection of the database that match a query. */
  read(collection: string, query: Doc): Iterable<Doc>;
}

/** A stage over the stream of documents. */
export type Stage = (input: Iterable<Doc>, stageContext: StageContext) => Iterable<Doc>;
