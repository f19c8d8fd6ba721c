import type { Money } from '../records.ts';

/** Parts of a currency's unit: enough for every currency's smallest coin, few enough that sums stay whole numbers. */
const PARTS = 10_000;

/** An amount of money as a whole number, to compare without the rounding of fractions. */
export const partsOf = ({ amount }: Money): number => Math.round(Number(amount) * PARTS);

/** So many units of a currency, likewise. */
export const unitsInParts = (units: number): number => Math.round(units * PARTS);
