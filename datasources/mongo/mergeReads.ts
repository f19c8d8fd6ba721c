/** Ids in one query at most. */
const IDS_PER_QUERY = 1_000;

/**
 * Joins the look-ups of one loop turn that see the same rows (`group`) into one query, and hands the answer out uncopied
 * (execution-cost B7.2: by `setImmediate`, never by a timer). Each waiter gets the whole answer and picks its own ids.
 */
export function mergeReads<Id, Group, Answer>(
  load: (ids: Id[], group: Group) => Promise<Map<Id, Answer>>,
): (ids: readonly Id[], groupKey: string, group: Group) => Promise<Map<Id, Answer>> {
  const waiting = new Map<string, { ids: Set<Id>; answer: Promise<Map<Id, Answer>> }>();

  async function run(ids: Set<Id>, group: Group): Promise<Map<Id, Answer>> {
    const all = [...ids];
    if (all.length <= IDS_PER_QUERY) return load(all, group);
    const parts = [];
    for (let from = 0; from < all.length; from += IDS_PER_QUERY) parts.push(load(all.slice(from, from + IDS_PER_QUERY), group));
    return new Map((await Promise.all(parts)).flatMap((part) => [...part]));
  }

  return async (ids, groupKey, group) => {
    if (ids.length === 0) return new Map();
    let turn = waiting.get(groupKey);
    if (!turn) {
      const wanted = new Set<Id>();
      const answer = new Promise<Map<Id, Answer>>((resolve, reject) => {
        setImmediate(() => {
          waiting.delete(groupKey);
          run(wanted, group).then(resolve, reject);
        });
      });
      turn = { ids: wanted, answer };
      waiting.set(groupKey, turn);
    }
    for (const id of ids) turn.ids.add(id);
    const found = await turn.answer;
    const own = new Map<Id, Answer>();
    for (const id of ids) {
      const answer = found.get(id);
      if (answer !== undefined) own.set(id, answer);
    }
    return own;
  };
}
