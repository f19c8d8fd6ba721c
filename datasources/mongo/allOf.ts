import type { FindCursor } from 'mongodb';
import { guarded } from './failures.ts';

const ROWS_PER_REPLY = 1_000;

/** All rows of a query, in one reply as a rule: left to itself the driver asks for 101, and once more for the rest. */
export const allOf = <Row>(query: () => FindCursor<Row>): Promise<Row[]> => guarded(() => query().batchSize(ROWS_PER_REPLY).toArray());
