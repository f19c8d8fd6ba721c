/** Ids that look like a source's own and that it does not have. */

/** Below 2^31, which more than one system takes for the largest. */
const NUMBER = '2147483001';

/** An id of the form of `sample`: a number, hexadecimal digits, a UUID or a name, with a type before a colon where it has one. */
export function deadIdLike(sample: string): string {
  const colon = sample.lastIndexOf(':');
  if (colon >= 0) return `${sample.slice(0, colon + 1)}${deadIdLike(sample.slice(colon + 1))}`;
  if (/^\d+$/.test(sample)) return NUMBER;
  if (/^[0-9a-f-]{24,}$/i.test(sample)) return sample.replace(/[0-9a-f]/gi, 'f');
  return 'customer-360-doctor-nobody';
}
