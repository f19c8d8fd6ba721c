/** Names of fields that have been met, by a hash of their bytes: finding one is cheaper than making its string. */
const names: (string | undefined)[] = Array.from({ length: 4_096 }, () => undefined);
const longestName = 24;

/** The name that begins at `start` and ends before the next zero, which has to be there. */
export function nameAt(bytes: Buffer, start: number): string {
  let hash = 0;
  let end = start;
  for (let byte = bytes[end]; byte !== 0 && byte !== undefined && end - start <= longestName; byte = bytes[++end])
    hash = (Math.imul(hash, 31) + byte) | 0;
  const slot = hash & (names.length - 1);
  const known = names[slot];
  if (known?.length === end - start && bytes[end] === 0 && isAt(bytes, start, known)) return known;
  const name = bytes.toString('utf8', start, nameEnd(bytes, end));
  // Of ASCII alone a character is a byte.
  if (name.length === end - start && isAt(bytes, start, name)) names[slot] = name;
  return name;
}

/** Where the zero behind a name stands; at most the length of the bytes. `from`: anywhere in the name. */
export function nameEnd(bytes: Buffer, from: number): number {
  let end = from;
  while (end < bytes.length && bytes[end] !== 0) end++;
  return end;
}

function isAt(bytes: Buffer, start: number, ascii: string): boolean {
  for (let at = 0; at < ascii.length; at++) if (ascii.charCodeAt(at) !== bytes[start + at]) return false;
  return true;
}
