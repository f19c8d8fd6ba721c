/**
 * A resolver map made from the schema: every field answers with a value that names its coordinate, and every call is
 * counted, so that a test can tell what was fetched and what was shown.
 */
import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  getNamedType, getNullableType, isAbstractType, isEnumType, isLeafType, isListType, isObjectType,
  type GraphQLField, type GraphQLObjectType, type GraphQLSchema,
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

/** An id that tells the type of its node. */
export const nodeId = (type: string): string => `${type}:1`;

/** Makes the fake gateway over the real SDL. */
export function createFakeGateway(options: FakeOptions = {}): FakeGateway {
  const typeDefs = [...loadTypeDefs(), ...(options.extraTypeDefs ? [options.extraTypeDefs] : [])];
  const bare = makeExecutableSchema({ typeDefs });
  const calls = new Map<string, number>();
  const count = (coordinate: string): void => void calls.set(coordinate, (calls.get(coordinate) ?? 0) + 1);

  const fieldAt = (coordinate: string): GraphQLField<unknown, unknown> => {
    const [typeName, fieldName] = coordinate.split('.') as [string, string];
    return (bare.getType(typeName) as GraphQLObjectType).getFields()[fieldName] as GraphQLField<unknown, unknown>;
  };
  const isPlain = (field: GraphQLField<unknown, unknown>, coordinate: string): boolean =>
    options.plainLeaves === true && isLeafType(getNamedType(field.type)) && !options.override?.[coordinate];
  const objectOf = (type: GraphQLObjectType, row: number): Record<string, unknown> => {
    const object: Record<string, unknown> = { __typename: type.name, row };
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      if (isPlain(field, coordinate)) object[field.name] = made(coordinate, object);
    }
    return object;
  };
  const single = (field: GraphQLField<unknown, unknown>, coordinate: string, row: number): unknown => {
    const named = getNamedType(field.type);
    if (isEnumType(named)) return named.getValues()[letters(coordinate) % named.getValues().length]?.value;
    if (isObjectType(named)) return objectOf(named, row);
    if (isAbstractType(named)) {
      const types = bare.getPossibleTypes(named);
      return objectOf(types[row % types.length] as GraphQLObjectType, row);
    }
    return leafValue(coordinate, named.name);
  };
  const typesOf = (field: GraphQLField<unknown, unknown>): number => {
    const named = getNamedType(field.type);
    return isAbstractType(named) ? bare.getPossibleTypes(named).length : 0;
  };
  const rowsOf = (field: GraphQLField<unknown, unknown>): number => {
    const named = getNamedType(field.type);
    const below = isObjectType(named) ? Object.values(named.getFields()).map(typesOf) : [];
    return Math.max(options.rows ?? 2, typesOf(field), ...below);
  };
  // Rows of an interface show each of its types in turn.
  const made = (coordinate: string, parent: unknown): unknown => {
    const field = fieldAt(coordinate);
    if (!isListType(getNullableType(field.type))) return single(field, coordinate, (parent as { row?: number } | undefined)?.row ?? 0);
    return Array.from({ length: rowsOf(field) }, (_, index) => single(field, coordinate, index));
  };
  const valueOf = (coordinate: string): unknown => made(coordinate, undefined);

  const nodeOf = (name: string): unknown => {
    const type = bare.getType(name);
    return isObjectType(type) ? objectOf(type, 0) : { __typename: name };
  };
  const resolvers: Record<string, Record<string, unknown>> = {};
  for (const type of Object.values(bare.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    const fields: Record<string, unknown> = {};
    for (const name of Object.keys(type.getFields())) {
      const coordinate = `${type.name}.${name}`;
      if (isPlain(type.getFields()[name] as GraphQLField<unknown, unknown>, coordinate)) continue;
      const resolve = (parent: unknown, args: Record<string, unknown>, context: unknown): unknown => {
        count(coordinate);
        const own = options.override?.[coordinate];
        const value = own ? own(parent, args, context) : coordinate === 'Query.node' ? nodeOf(String(args['id']).split(':')[0] as string) : made(coordinate, parent);
        return options.asynchronous ? Promise.resolve(value) : value;
      };
      // One event of each type that the subscription can tell of.
      const events = async function* (): AsyncGenerator<unknown> {
        const field = fieldAt(coordinate);
        for (let row = 0; row < Math.max(1, typesOf(field)); row += 1) yield single(field, coordinate, row);
      };
      const subscribe = (parent: unknown, args: Record<string, unknown>, context: unknown): unknown => {
        count(coordinate);
        return (options.override?.[coordinate] ?? events)(parent, args, context);
      };
      fields[name] = type.name === 'Subscription' ? { subscribe, resolve: (event: unknown) => event } : resolve;
    }
    resolvers[type.name] = fields;
  }
  return { schema: makeExecutableSchema({ typeDefs, resolvers }), calls, valueOf };
}
