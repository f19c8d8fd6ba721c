/**
 * A resolver map made from the schema: every field answers with a value that names its coordinate, and every call is
 * counted, so that a test can tell what was fetched and what was shown.
 */
import { makeExecutableSchema } from '@graphql-tools/schema';
import { getDocumentNodeFromSchema } from '@graphql-tools/utils';
import {
  buildASTSchema, getNamedType, getNullableType, isAbstractType, isEnumType, isLeafType, isListType, isObjectType,
  type DocumentNode, type GraphQLField, type GraphQLObjectType, type GraphQLSchema,
} from 'graphql';
import { loadTypeDefs } from '../../schema/load.ts';

export interface FakeGateway {
  schema: GraphQLSchema;
  /** Calls per `Type.field`. */
  calls: Map<string, number>;
  /** What a field answers, before any mask. */
  valueOf(coordinate: string): unknown;
}

interface FakeOptions {
  /** Answers of single fields instead of the made ones. */
  override?: Record<string, (parent: unknown, args: Record<string, unknown>, context: unknown) => unknown>;
  /** Rows of each list; 2 if left out. A list that leads to an interface or union has one for each of its types at least. */
  rows?: number;
  /** SDL beside the real one. */
  extraTypeDefs?: string;
  /** True: every resolver answers with a promise. */
  asynchronous?: boolean;
  /** True: leaves have no resolver but stand on their parent, as most do in the real map. They are then not counted. */
  plainLeaves?: boolean;
}

const letters = (text: string): number => [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_000, 7);

function leafValue(coordinate: string, typeName: string): unknown {
  const number = letters(coordinate);
  switch (typeName) {
    case 'Boolean':
      return number % 2 === 0;
    case 'Int':
      return number;
    case 'Float':
      return number / 8;
    case 'DateTime':
      return new Date(1_700_000_000_000 + number * 1_000).toISOString();
    case 'Date':
      return `19${String(number % 100).padStart(2, '0')}-03-04`;
    case 'EmailAddress':
      return `${coordinate.toLowerCase()}@secret.example.com`;
    case 'PhoneNumber':
      return `+441632${String(number).padStart(6, '0')}`;
    case 'Decimal':
      return `${number}.50`;
    default:
      return `value of ${coordinate}`;
  }
}

/** How the values of one field are made. */
interface Maker {
  /** The whole answer, below a parent of this row. */
  make(row: number): unknown;
  single(row: number): unknown;
  /** Types of the interface or union that it leads to; 0 where it leads to none. */
  types: number;
}

/** An id that tells the type of its node. */
export const nodeId = (type: string): string => `${type}:1`;

/** The real schema without resolvers: it is only looked at. Each fake is built of its document, which need not be checked again. */
let real: GraphQLSchema | undefined;
let realDocument: DocumentNode | undefined;

/** Makes the fake gateway over the real SDL. */
export function createFakeGateway(options: FakeOptions = {}): FakeGateway {
  const typeDefs = [...loadTypeDefs(), ...(options.extraTypeDefs ? [options.extraTypeDefs] : [])];
  const bare = options.extraTypeDefs ? makeExecutableSchema({ typeDefs }) : (real ??= makeExecutableSchema({ typeDefs }));
  const calls = new Map<string, number>();
  const count = (coordinate: string): void => void calls.set(coordinate, (calls.get(coordinate) ?? 0) + 1);

  const fieldAt = (coordinate: string): GraphQLField<unknown, unknown> => {
    const [typeName, fieldName] = coordinate.split('.') as [string, string];
    return (bare.getType(typeName) as GraphQLObjectType).getFields()[fieldName] as GraphQLField<unknown, unknown>;
  };
  const isPlain = (field: GraphQLField<unknown, unknown>, coordinate: string): boolean =>
    options.plainLeaves === true && isLeafType(getNamedType(field.type)) && !options.override?.[coordinate];
  const plainLeaves = new Map<GraphQLObjectType, [string, Maker][]>();
  const plainLeavesOf = (type: GraphQLObjectType): [string, Maker][] => {
    const fields = Object.values(type.getFields()).filter((field) => isPlain(field, `${type.name}.${field.name}`));
    return fields.map((field) => [field.name, makerOf(`${type.name}.${field.name}`)]);
  };
  const objectOf = (type: GraphQLObjectType, row: number): Record<string, unknown> => {
    const object: Record<string, unknown> = { __typename: type.name, row };
    let leaves = plainLeaves.get(type);
    if (!leaves) plainLeaves.set(type, (leaves = plainLeavesOf(type)));
    for (const [name, maker] of leaves) object[name] = maker.make(row);
    return object;
  };
  const typesOf = (field: GraphQLField<unknown, unknown>): number => {
    const named = getNamedType(field.type);
    return isAbstractType(named) ? bare.getPossibleTypes(named).length : 0;
  };
  const singleOf = (field: GraphQLField<unknown, unknown>, coordinate: string): ((row: number) => unknown) => {
    const named = getNamedType(field.type);
    if (isObjectType(named)) return (row) => objectOf(named, row);
    if (isAbstractType(named)) {
      const types = bare.getPossibleTypes(named);
      return (row) => objectOf(types[row % types.length] as GraphQLObjectType, row);
    }
    const leaf: unknown = isEnumType(named) ? named.getValues()[letters(coordinate) % named.getValues().length]?.value : leafValue(coordinate, named.name);
    return () => leaf;
  };
  // Rows of an interface show each of its types in turn.
  const rowsOf = (field: GraphQLField<unknown, unknown>): number => {
    const named = getNamedType(field.type);
    const below = isObjectType(named) ? Object.values(named.getFields()).map(typesOf) : [];
    return Math.max(options.rows ?? 2, typesOf(field), ...below);
  };
  const makers = new Map<string, Maker>();
  // Types are looked into once per field: graphql-js' predicates are slow outside production.
  const makerOf = (coordinate: string): Maker => {
    let maker = makers.get(coordinate);
    if (!maker) {
      const field = fieldAt(coordinate);
      const single = singleOf(field, coordinate);
      const rows = rowsOf(field);
      const make = isListType(getNullableType(field.type)) ? (): unknown => Array.from({ length: rows }, (_, row) => single(row)) : single;
      makers.set(coordinate, (maker = { make, single, types: typesOf(field) }));
    }
    return maker;
  };
  const made = (coordinate: string, parent: unknown): unknown => makerOf(coordinate).make((parent as { row?: number } | undefined)?.row ?? 0);
  const valueOf = (coordinate: string): unknown => made(coordinate, undefined);

  const nodeOf = (name: string): unknown => {
    const type = bare.getType(name);
    return isObjectType(type) ? objectOf(type, 0) : { __typename: name };
  };
  const schema = buildASTSchema(options.extraTypeDefs ? getDocumentNodeFromSchema(bare) : (realDocument ??= getDocumentNodeFromSchema(bare)), { assumeValid: true, assumeValidSDL: true });
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const [name, field] of Object.entries(type.getFields())) {
      const coordinate = `${type.name}.${name}`;
      if (isPlain(field, coordinate)) continue;
      const resolve = (parent: unknown, args: Record<string, unknown>, context: unknown): unknown => {
        count(coordinate);
        const own = options.override?.[coordinate];
        const value = own ? own(parent, args, context) : coordinate === 'Query.node' ? nodeOf(String(args['id']).split(':')[0] as string) : made(coordinate, parent);
        return options.asynchronous ? Promise.resolve(value) : value;
      };
      // One event of each type that the subscription can tell of.
      const events = async function* (): AsyncGenerator<unknown> {
        const { single, types } = makerOf(coordinate);
        for (let row = 0; row < Math.max(1, types); row += 1) yield single(row);
      };
      const subscribe = (parent: unknown, args: Record<string, unknown>, context: unknown): unknown => {
        count(coordinate);
        return (options.override?.[coordinate] ?? events)(parent, args, context);
      };
      Object.assign(field, type.name === 'Subscription' ? { subscribe, resolve: (event: unknown) => event } : { resolve });
    }
  }
  return { schema, calls, valueOf };
}
