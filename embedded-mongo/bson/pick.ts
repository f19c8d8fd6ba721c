import { nameAt, nameEnd } from './names.ts';

/** Sizes of values by type, where they are fixed (bsonspec.org, version 1.1). */
const fixedSizes: ReadonlyMap<number, number> = new Map([
  [1, 8],
  [7, 12],
  [8, 1],
  [9, 8],
  [10, 0],
  [16, 4],
  [17, 8],
  [18, 8],
  [19, 16],
  [127, 0],
  [255, 0],
]);

/**
 * A stored document with these of its top-level fields alone, or without them, in its own order: by its bytes, undecoded.
 * Undefined where a field has a type whose end cannot be told from its head.
 */
export function pickFields(bytes: Buffer, names: ReadonlySet<string>, including: boolean): Buffer | undefined {
  const kept: [number, number][] = [];
  let size = 5;
  let at = 4;
  const keep = (start: number, end: number): void => {
    size += end - start;
    const last = kept[kept.length - 1];
    if (last?.[1] === start) last[1] = end;
    else kept.push([start, end]);
  };
  for (let type = bytes[at]; type !== 0 && type !== undefined; type = bytes[at]) {
    const name = nameAt(bytes, at + 1);
    const valueAt = nameEnd(bytes, at + 1 + name.length) + 1;
    const length = lengthOf(bytes, type, valueAt);
    if (length === undefined) return undefined;
    const end = valueAt + length;
    if (names.has(name) === including) keep(at, end);
    at = end;
  }
  const picked = Buffer.allocUnsafe(size);
  picked.writeInt32LE(size, 0);
  let to = 4;
  for (const [start, end] of kept) to += bytes.copy(picked, to, start, end);
  picked[to] = 0;
  return picked;
}

function lengthOf(bytes: Buffer, type: number, at: number): number | undefined {
  // Text and binaries say their length without their head, documents and arrays with it.
  if (type === 2) return 4 + bytes.readInt32LE(at);
  if (type === 5) return 5 + bytes.readInt32LE(at);
  if (type === 3 || type === 4) return bytes.readInt32LE(at);
  return fixedSizes.get(type);
}
