/** The child's end of a benchmark process: says that it is ready, answers questions, ends when its parent is gone. */

/** What a parent asks: which handler, with what. */
export interface Question {
  id: number;
  ask: string;
  body: unknown;
}

export type Reply = { ready: unknown } | { id: number; answer: unknown } | { id: number; failure: string };

/** Totals of a server process since it started. */
export interface ProcessStats {
  cpuMicros: number;
  /** Calls to the sources by `system:type`. */
  calls: Readonly<Record<string, number>>;
}

function send(reply: Reply): void {
  process.send?.(reply);
}

/** Answers the parent's questions by name. A handler that fails is told as the failure of its question. */
export function answerParent(handlers: Readonly<Record<string, (body: never) => unknown>>): void {
  process.on('message', (message) => {
    const { id, ask, body } = message as Question;
    Promise.resolve()
      .then(() => {
        const handler = handlers[ask];
        if (!handler) throw new Error(`Nobody here answers "${ask}".`);
        return handler(body as never);
      })
      .then(
        (answer) => send({ id, answer: answer ?? null }),
        (error: unknown) => send({ id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      );
  });
  process.on('disconnect', () => process.exit(0));
}

export function readyForParent(facts: unknown): void {
  send({ ready: facts });
}

/** Processor time of this process and all its threads so far, user and system. */
export function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
