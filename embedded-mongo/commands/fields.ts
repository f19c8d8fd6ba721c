import { isDoc, isNumeric, typeName, type Doc, type Value } from '../bson/values.ts';
import { toNumber, toSafeInteger } from '../bson/numbers.ts';
import { badValue, failedToParse, MongoError } from '../errors.ts';

/** Fields that any command may carry, checked in `assertGeneric`. */
const generic = [
  '$db',
  'lsid',
  '$clusterTime',
  '$readPreference',
  'comment',
  'maxTimeMS',
  'readConcern',
  'writeConcern',
];

/** Reads the fields of a command or of a document inside it; what is not asked for by name is refused by `only`. */
export class Fields {
  readonly doc: Doc;
  private readonly name: string;

  constructor(doc: Doc, name: string) {
    this.doc = doc;
    this.name = name;
  }

  /** @throws 40415 for a field that is neither generic (for commands) nor listed. */
  only(...allowed: readonly string[]): this {
    for (const key of this.doc.keys()) {
      if (!allowed.includes(key)) throw new MongoError(40415, `BSON field '${this.name}.${key}' is an unknown field.`);
    }
    return this;
  }

  onlyCommand(...allowed: readonly string[]): this {
    return this.only(this.name, ...generic, ...allowed);
  }

  private mismatch(key: string, value: Value, expected: string): never {
    throw new MongoError(
      14,
      `BSON field '${this.name}.${key}' is the wrong type '${typeName(value)}', expected type '${expected}'`,
    );
  }

  string(key: string): string | undefined {
    const value = this.doc.get(key);
    if (value === undefined || typeof value === 'string') return value;
    return this.mismatch(key, value, 'string');
  }

  document(key: string): Doc | undefined {
    const value = this.doc.get(key);
    if (value === undefined || isDoc(value)) return value;
    return this.mismatch(key, value, 'object');
  }

  array(key: string): Value[] | undefined {
    const value = this.doc.get(key);
    if (value === undefined || Array.isArray(value)) return value;
    return this.mismatch(key, value, 'array');
  }

  documents(key: string): Doc[] {
    const values = this.array(key);
    if (values === undefined)
      throw new MongoError(40414, `BSON field '${this.name}.${key}' is missing but a required field`);
    return values.map((value) => (isDoc(value) ? value : this.mismatch(key, value, 'object')));
  }

  /** A flag: booleans and numbers. */
  flag(key: string): boolean | undefined {
    const value = this.doc.get(key);
    if (value === undefined) return undefined;
    if (typeof value === 'boolean') return value;
    return isNumeric(value) ? toNumber(value) !== 0 : this.mismatch(key, value, 'bool');
  }

  /** A number that is an integer of zero or more. */
  count(key: string): number | undefined {
    const value = this.doc.get(key);
    if (value === undefined) return undefined;
    if (!isNumeric(value)) return this.mismatch(key, value, 'long');
    const integer = toSafeInteger(value);
    if (integer === undefined) return failedToParse(`BSON field '${this.name}.${key}' must be an integer`);
    if (integer < 0) throw new MongoError(51024, `BSON field '${this.name}.${key}' value must be >= 0`);
    return integer;
  }

  value(key: string): Value | undefined {
    return this.doc.get(key);
  }

  /** @throws BadValue for a collation other than the simple one. */
  assertSimpleCollation(): void {
    const collation = this.document('collation');
    if (collation && collation.size > 0 && !(collation.size === 1 && collation.get('locale') === 'simple')) {
      badValue('this server knows the simple collation only');
    }
  }
}

const readLevels = ['local', 'available', 'majority'];

/**
 * Checks the fields that any command may carry.
 * @returns the time limit, if any.
 * @throws 20 for transactions, 123 for read concerns of a replica set, 2 for a write concern that needs other nodes.
 */
export function assertGeneric(command: Fields): number | undefined {
  for (const key of ['txnNumber', 'autocommit', 'startTransaction']) {
    if (command.doc.has(key))
      throw new MongoError(20, 'Transaction numbers are only allowed on a replica set member or mongos');
  }
  const readConcern = command.document('readConcern');
  if (readConcern) {
    new Fields(readConcern, 'readConcern').only('level', 'provenance');
    const level = readConcern.get('level');
    if (level === 'snapshot' || level === 'linearizable')
      throw new MongoError(123, 'node needs to be a replica set member to use this read concern');
    if (level !== undefined && !readLevels.includes(level as string)) badValue('unknown read concern level');
  }
  const writeConcern = command.document('writeConcern');
  if (writeConcern) {
    new Fields(writeConcern, 'writeConcern').only('w', 'j', 'wtimeout', 'fsync', 'provenance');
    const w = writeConcern.get('w');
    if (isNumeric(w) && toNumber(w) > 1) badValue("cannot use 'w' > 1 when a host is not replicated");
    if (typeof w === 'string' && w !== 'majority')
      badValue("cannot use non-majority 'w' mode when a host is not replicated");
  }
  const maxTimeMs = command.count('maxTimeMS');
  command.document('lsid');
  return maxTimeMs;
}
