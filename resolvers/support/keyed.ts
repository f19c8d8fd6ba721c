import DataLoader from 'dataloader';

/** Joins what is asked for in one tick into one read by keys; what the read does not find is null. */
export function keyed<Key, Row>(load: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Row>>): DataLoader<Key, Row | null> {
  return new DataLoader(async (keys) => {
    const found = await load(keys);
    return keys.map((key) => found.get(key) ?? null);
  });
}
