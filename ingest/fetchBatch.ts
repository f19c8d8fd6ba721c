import type { InboxDocument } from '../datasources/mongo/documents.ts';
import { parseSourceRef } from '../domain/sourceRef.ts';
import { GATEWAY_SYSTEM } from '../domain/statedParty.ts';
import type { Fetched } from '../operations/applyChange.ts';
import { fetchRecords } from './fetch.ts';
import type { IngestOptions } from './types.ts';

/** What is known of a leased batch now: what may be applied, and why the rest may not, by ref. */
export interface FetchedBatch {
  fetched: Fetched[];
  failures: Map<string, string>;
}

/** Finds out what there is to apply: asks the sources, or takes what those said that cannot be asked. */
export function createFetchBatch({ sources }: Pick<IngestOptions, 'sources'>): (batch: readonly InboxDocument[], signal: AbortSignal) => Promise<FetchedBatch> {
  async function fetchGroup(documents: readonly InboxDocument[], signal: AbortSignal, { fetched, failures }: FetchedBatch): Promise<void> {
    const { system, type, faults } = documents[0]!;
    const source = sources.get(system);
    const asStored = ({ _id: ref, epoch }: InboxDocument) => fetched.push({ ref, epoch, record: null, asStored: true });
    if (system === GATEWAY_SYSTEM) {
      // What the gateway wrote itself is in the store; there is only its link and index document to follow up.
      documents.forEach(asStored);
    } else if (!source) {
      for (const { _id } of documents) failures.set(_id, 'unconfigured');
    } else if (source.definition.observes?.[type] !== undefined) {
      // Without an observation: a worker applied it and died before it could say so.
      for (const each of documents) {
        if (each.observation) fetched.push({ ref: each._id, epoch: each.epoch, record: each.observation.record });
        else asStored(each);
      }
    } else {
      const answers = await fetchRecords(source, type, documents.map(({ _id }) => parseSourceRef(_id).id), signal, atOnce(source.definition.limits.fetch[type]?.batchSize, faults));
      for (const { _id: ref, epoch } of documents) {
        const answer = answers.get(ref) ?? { failure: 'garbage' };
        if ('failure' in answer) failures.set(ref, answer.failure);
        else fetched.push({ ref, epoch, record: answer.record });
      }
    }
  }

  return async (batch, signal) => {
    const result: FetchedBatch = { fetched: [], failures: new Map() };
    for (const group of groupsOf(batch).values()) await fetchGroup(group, signal, result);
    return result;
  };
}

/** A record that makes whole calls fail must not go on taking others with it: with each of its faults half as many share a call. */
function atOnce(batchSize = 1, faults = 0): number {
  return Math.max(1, Math.floor(batchSize / 2 ** faults));
}

/** By system, type and faults, in the order in which they come. */
function groupsOf(batch: readonly InboxDocument[]): Map<string, InboxDocument[]> {
  const groups = new Map<string, InboxDocument[]>();
  for (const document of batch) {
    const key = `${document.system}:${document.type}:${document.faults ?? 0}`;
    const group = groups.get(key);
    if (group) group.push(document);
    else groups.set(key, [document]);
  }
  return groups;
}
