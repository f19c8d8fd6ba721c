import { arithmeticOperators } from './arithmetic.ts';
import { arrayOperators } from './arrays.ts';
import { dateOperators } from './dates.ts';
import { logicOperators } from './logic.ts';
import { setOperators } from './sets.ts';
import { stringOperators } from './strings.ts';
import type { Operator } from './context.ts';

/** Every expression operator that this server knows. */
export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...arithmeticOperators,
  ...arrayOperators,
  ...dateOperators,
  ...logicOperators,
  ...setOperators,
  ...stringOperators,
]);
