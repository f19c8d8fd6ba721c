import type { IdempotencyDocument, PullDocument } from '../../../../datasources/mongo/documents.ts';
import type { Deliveries, Idempotency, Marks, Pulls } from '../../../../datasources/mongo/store.ts';

export function memoryDeliveries(): Deliveries {
  const marks = new Set<string>();
  return { has: async (id) => marks.has(id), mark: async (id) => void marks.add(id) };
}

export function memoryPulls(): Pulls {
  const documents = new Map<string, PullDocument>();
  return {
    get: async (system, type) => documents.get(`${system}:${type}`) ?? null,
    put: async (document) => void documents.set(document._id, document),
  };
}

export function memoryMarks(): Marks {
  const values = new Map<string, string>();
  return { get: async (name) => values.get(name) ?? null, put: async (name, value) => void values.set(name, value) };
}

export function memoryIdempotency(): Idempotency {
  const documents = new Map<string, IdempotencyDocument>();
  return {
    async putIfAbsent(document) {
      if (!documents.has(document._id)) documents.set(document._id, document);
      return documents.get(document._id)!;
    },
  };
}
