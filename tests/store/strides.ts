/**
 * Races and kills are tried at many calls of a store. `FAULTS=every` tries them at as many as a test names; without it, in
 * `npm test`, every fifth of those.
 */
const SPARSE = 5;

export const strideOf = (stride: number): number => (process.env['FAULTS'] === 'every' ? stride : stride * SPARSE);
