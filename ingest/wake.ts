/** Work that somebody has just put there is done at once, and not at the next look. */
export interface Wake {
  /** Has `work` run now, or once more if it runs already. */
  wake(): void;
  /** Ends it after what is in hand; nothing wakes it any more. */
  stop(): Promise<void>;
}

export function createWake(work: (signal: AbortSignal) => Promise<unknown>, onFailure: (error: unknown) => void): Wake {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Promise<void> | null = null;
  let isWanted = false;

  async function run(): Promise<void> {
    while (isWanted && !signal.aborted) {
      isWanted = false;
      try {
        await work(signal);
      } catch (error) {
        if (!signal.aborted) onFailure(error);
      }
    }
    running = null;
  }

  return {
    wake() {
      isWanted = true;
      if (!signal.aborted) running ??= run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
