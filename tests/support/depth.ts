/**
 * How much is tried. `npm test` has five minutes: of what is tried again and again (every barrier, every host, hundreds of
 * random histories) it takes a sample. `TESTS=whole`, as `.ci/run` sets it, takes all.
 */
export const isWhole = process.env['TESTS'] === 'whole';

/** All of these in a whole run; else the first and each `every`-th after it. */
export const sampled = <Case>(cases: readonly Case[], every: number): Case[] => cases.filter((_, index) => isWhole || index % every === 0);

/** `whole` tries in a whole run, else `few`. */
export const tries = (whole: number, few: number): number => (isWhole ? whole : few);
