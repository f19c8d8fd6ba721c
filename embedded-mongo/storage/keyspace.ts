/**
 * The layout of the one LMDB table. All keys start with a byte that says what they are:
 *
 *   00 'o'                                   the owner: which process serves this folder
 *   00 'c' database 00 collection            a catalog entry (BSON): id and indexes
 *   01 collection(4) record(6)               a document (BSON)
 *   02 collection(4) index(2) key record(6)  an entry of an index, no value
 *   03 collection(4) index(2) key            an entry of a unique index, its value is the record
 *
 * Record numbers rise with every insert, so that a scan without order gives the order of insertion.
 */
export const ownerKey = Buffer.from([0, 0x6f]);
const catalogStart = Buffer.from([0, 0x63]);

/** Bytes of a record number. */
export const recordBytes = 6;

/** LMDB's limit at its usual page size: no key of the table is longer, and none can be asked for. */
export const maxKeyBytes = 1978;

export const catalogKey = (namespace: string): Buffer => Buffer.concat([catalogStart, Buffer.from(namespace)]);
export const catalogRange = { start: catalogStart, end: Buffer.from([0, 0x64]) };

/** The first key above all keys that start with `prefix`. */
export function after(prefix: Buffer): Buffer {
  const end = Buffer.from(prefix);
  for (let index = end.length - 1; index >= 0; index--) {
    if (end[index] !== 0xff) {
      end[index] = (end[index] as number) + 1;
      return end.subarray(0, index + 1);
    }
  }
  throw new RangeError('a prefix of 0xff bytes only has nothing after it');
}

/** A bound that LMDB can be asked for, with the same keys of the table below and above it. */
export function storable(bound: Buffer): Buffer {
  return bound.length > maxKeyBytes ? after(bound.subarray(0, maxKeyBytes)) : bound;
}

export function recordPrefix(collectionId: number): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = 1;
  prefix.writeUInt32BE(collectionId, 1);
  return prefix;
}

export function recordKey(collectionId: number, record: number): Buffer {
  const key = Buffer.allocUnsafe(11);
  key[0] = 1;
  key.writeUInt32BE(collectionId, 1);
  key.writeUIntBE(record, 5, recordBytes);
  return key;
}

export const recordOfKey = (key: Buffer): number => key.readUIntBE(key.length - recordBytes, recordBytes);

export function recordValue(record: number): Buffer {
  const value = Buffer.allocUnsafe(recordBytes);
  value.writeUIntBE(record, 0, recordBytes);
  return value;
}

export function indexPrefix(collectionId: number, indexId: number, unique: boolean): Buffer {
  const prefix = Buffer.alloc(7);
  prefix[0] = unique ? 3 : 2;
  prefix.writeUInt32BE(collectionId, 1);
  prefix.writeUInt16BE(indexId, 5);
  return prefix;
}
