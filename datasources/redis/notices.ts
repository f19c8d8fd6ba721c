/**
 * Small messages between gateways: an interaction was recorded, a record changed. They may be lost (a subscriber reads
 * the store for what it shows), so publishing never rejects and never waits for Redis to come back.
 */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { failOpen, type RedisClient } from './client.ts';

/** What a notice may hold: refs and ids, never values of customers. */
export type NoticeBody = { readonly [key: string]: string | number | boolean | null | readonly string[] };

export interface Notices {
  /** Reaches every subscriber of the topic, in this process and, with Redis, in the others. Never rejects. */
  publish(topic: string, body: NoticeBody): Promise<void>;
  /** Calls `listener` for each notice; an error of a listener reaches nobody else. Returns the way to stop. */
  subscribe(topic: string, listener: (body: NoticeBody) => void): () => void;
  /** Calls `listener` when notices of others come in again that did not for a while: some may be lost. Returns the way to stop. */
  whenBack(listener: () => void): () => void;
  /** Ends every subscription. */
  close(): Promise<void>;
}

function createLocal(): { emit(topic: string, body: NoticeBody): void; subscribe: Notices['subscribe']; clear(): void } {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  return {
    emit: (topic, body) => void emitter.emit(`notice:${topic}`, body),
    subscribe(topic, listener) {
      const guarded = (body: NoticeBody) => {
        try {
          listener(body);
        } catch {
          // A listener's failure is its own.
        }
      };
      emitter.on(`notice:${topic}`, guarded);
      return () => void emitter.off(`notice:${topic}`, guarded);
    },
    clear: () => void emitter.removeAllListeners(),
  };
}

/** Within this process. */
export function createMemoryNotices(): Notices {
  const local = createLocal();
  return {
    publish(topic, body) {
      local.emit(topic, body);
      return Promise.resolve();
    },
    subscribe: local.subscribe,
    // Nothing is ever lost on the way.
    whenBack: () => () => undefined,
    close() {
      local.clear();
      return Promise.resolve();
    },
  };
}

/** A topic of this process alone. */
const BACK = 'redis is back';

/** Over Redis. While it is down notices still reach the subscribers of this process. */
export function createRedisNotices(client: RedisClient, channel = 'c360:notices'): Notices & { ready: Promise<void> } {
  const local = createLocal();
  const sender = randomUUID();
  const subscriber = client.subscriber();
  subscriber.on('message', (_channel: string, text: string) => {
    try {
      const { from, topic, body } = JSON.parse(text) as { from: string; topic: string; body: NoticeBody };
      // This process has told its own subscribers already.
      if (from !== sender) local.emit(topic, body);
    } catch {
      // Somebody else's message on our channel.
    }
  });
  const ready = subscriber.subscribe(channel).then(() => undefined);
  // With each connection anew.
  subscriber.on('ready', () => {
    subscriber.subscribe(channel).then(
      () => local.emit(BACK, {}),
      () => undefined,
    );
  });
  // Closed before it was ready: nobody need know.
  ready.catch(() => undefined);

  return {
    /** Resolves when notices of other processes come in. */
    ready,
    async publish(topic, body) {
      local.emit(topic, body);
      await failOpen(client.redis, () => client.redis.publish(channel, JSON.stringify({ from: sender, topic, body })), 0);
    },
    subscribe: local.subscribe,
    whenBack: (listener) => local.subscribe(BACK, listener),
    close() {
      local.clear();
      subscriber.disconnect();
      return Promise.resolve();
    },
  };
}
