/**
 * Joins equal reads of one loop turn: what asks the same is asked once, and all get the one answer, uncopied
 * (execution-cost B7.2: by `setImmediate`, never by a timer). A read is never joined once it was sent, so nobody gets an
 * answer that is older than his question. `key` tells apart whatever may give different rows, the row view included.
 */
export function joinReads<Answer>(): (key: string, read: () => Promise<Answer>) => Promise<Answer> {
  const waiting = new Map<string, Promise<Answer>>();
  return (key, read) => {
    let answer = waiting.get(key);
    if (!answer) {
      answer = new Promise((resolve, reject) => {
        setImmediate(() => {
          waiting.delete(key);
          Promise.resolve().then(read).then(resolve, reject);
        });
      });
      waiting.set(key, answer);
    }
    return answer;
  };
}
