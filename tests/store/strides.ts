import { tries } from '../support/depth.ts';

/** Races and kills are tried at many calls of a store: at as many as a test names in a whole run, else at every thirtieth of those. */
export const strideOf = (stride: number): number => stride * tries(1, 30);
