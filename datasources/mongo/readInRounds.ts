import { createRounds, type RoundOptions } from '../rounds.ts';

interface Round<Id, Answer> {
  ids: Set<Id>;
  answer: Promise<Map<Id, Answer>>;
  resolve(answer: Map<Id, Answer>): void;
  reject(error: unknown): void;
}

function newRound<Id, Answer>(): Round<Id, Answer> {
  let resolve!: Round<Id, Answer>['resolve'];
  let reject!: Round<Id, Answer>['reject'];
  const answer = new Promise<Map<Id, Answer>>((onAnswer, onFailure) => {
    resolve = onAnswer;
    reject = onFailure;
  });
  return { ids: new Set(), answer, resolve, reject };
}

/**
 * Reads by ids, those that come while a read is on its way in one query after it: for what is asked with every request
 * and must be read anew for each. Who asks gets the whole answer of his round and picks his own.
 */
export function readInRounds<Id, Answer>(load: (ids: Id[]) => Promise<Map<Id, Answer>>, options: RoundOptions = {}): (ids: readonly Id[]) => Promise<Map<Id, Answer>> {
  let gathering: Round<Id, Answer> | null = null;
  const comeToRead = createRounds(async () => {
    const { ids, answer, resolve, reject } = gathering!;
    gathering = null;
    load([...ids]).then(resolve, reject);
    await answer;
  }, options);
  return (ids) => {
    if (ids.length === 0) return Promise.resolve(new Map());
    const round = (gathering ??= newRound());
    for (const id of ids) round.ids.add(id);
    comeToRead();
    return round.answer;
  };
}
