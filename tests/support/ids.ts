/** Ids that are ordered by when they were made, as UUIDv7 are; `maker` keeps those of several makers apart. */
export function countingIds(maker = 0): () => string {
  let count = 0;
  return () => {
    count += 1;
    const digits = String(count).padStart(11, '0');
    return `${digits.slice(0, 8)}-${digits.slice(8)}0-7000-8000-${String(maker).padStart(12, '0')}`;
  };
}
