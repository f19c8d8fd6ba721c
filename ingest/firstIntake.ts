import type { Store } from '../datasources/mongo/store.ts';

const INTAKE_MARK = 'firstIntake';
/** Records of which none has a customer where nobody has been placed yet. */
const LOOKED_AT = 50;

/**
 * Whether a store is still being filled for the first time. Identity learns from all the records of a first intake before
 * anybody is placed, so until then workers that do not pull, and those who are woken meanwhile, only write values.
 */
export interface FirstIntake {
  isUnderWay(): Promise<boolean>;
  /** Somebody has pulled everything once and has learned from it, or leaves that to workers. */
  end(): Promise<void>;
}

export function createFirstIntake({ marks, parties }: Pick<Store, 'marks' | 'parties'>): FirstIntake {
  let isOver = false;
  return {
    async isUnderWay() {
      isOver ||= (await marks.get(INTAKE_MARK)) !== null || (await parties.live(null, LOOKED_AT)).some(({ link }) => link !== null);
      return !isOver;
    },
    async end() {
      if (isOver) return;
      await marks.put(INTAKE_MARK, 'over');
      isOver = true;
    },
  };
}
