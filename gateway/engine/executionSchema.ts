/**
 * The schema that plans run on: the public one with hidden fields beside the public ones. A denied selection is
 * rewritten to `key: __denied` (no resolver, so nothing is fetched and null stands in its place), a masked one to
 * `key: field__masked` (the same resolver, a scalar that shortens what it writes out). So a plan is nothing but a
 * document, and neither executor does anything per field for permissions.
 */
import {
  GraphQLInterfaceType, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLScalarType, GraphQLSchema, GraphQLString, GraphQLUnionType, getNamedType, isListType,
  isNonNullType, isScalarType,
  type GraphQLFieldConfig, type GraphQLFieldResolver, type GraphQLOutputType, type GraphQLTypeResolver,
} from 'graphql';
import { MapperKind, mapSchema } from '@graphql-tools/utils';
import { objectTypes, type ClassTable } from '../../directives/classified.ts';
import { applyMask, type MaskName } from '../../directives/masks.ts';

export const DENIED_FIELD = '__denied';
/** Name of the hidden field that gives a field's masked form. */
export const maskedFieldName = (field: string): string => `${field}__masked`;

type AnyResolver = GraphQLFieldResolver<unknown, unknown>;

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  value != null && typeof (value as { then?: unknown }).then === 'function';

function maskedScalar(scalar: GraphQLScalarType, mask: MaskName): GraphQLScalarType {
  return new GraphQLScalarType({
    name: `${scalar.name}__${mask}`,
    serialize(value) {
      const text = scalar.serialize(value);
      return text == null ? text : applyMask(mask, String(text));
    },
  });
}

function withNamedType(type: GraphQLOutputType, named: GraphQLScalarType): GraphQLOutputType {
  if (isNonNullType(type)) return new GraphQLNonNull(withNamedType(type.ofType, named));
  if (isListType(type)) return new GraphQLList(withNamedType(type.ofType, named));
  return named;
}

/**
 * Reads a property, in both executors alike: graphql-jit reads properties itself, without waiting for promises or calling
 * functions, so a field that needs either must have a resolver.
 */
export const plainProperty: AnyResolver = (source, _args, _context, info) => {
  const value = (source as Record<string, unknown> | null | undefined)?.[info.fieldName];
  if (typeof value === 'function' || isPromise(value)) {
    throw new TypeError(`${info.parentType.name}.${info.fieldName} is a promise or function: give the field a resolver.`);
  }
  return value;
};

const propertyReader =
  (name: string): AnyResolver =>
  (source) =>
    (source as Record<string, unknown> | null | undefined)?.[name];

const settled = async (items: readonly unknown[]): Promise<unknown[]> =>
  Promise.all(items.map((item) => (isPromise(item) ? Promise.resolve(item).catch((error: unknown) => asError(error)) : item)));
const asError = (error: unknown): Error => (error instanceof Error ? error : new Error('A list item was rejected.'));
const settleList = (value: unknown): unknown => (Array.isArray(value) && value.some(isPromise) ? settled(value) : value);

/** graphql-jit misplaces the null of a rejected list item, so lists are settled before it sees them. */
function settlingList(resolve: AnyResolver): AnyResolver {
  return (source, args, context, info) => {
    const value = resolve(source, args, context, info);
    return isPromise(value) ? value.then(settleList) : settleList(value);
  };
}

const isList = (type: GraphQLOutputType): boolean => isListType(isNonNullType(type) ? type.ofType : type);

/**
 * graphql-jit lets an error of resolveType escape, which would leave the request hanging, and cannot wait for one: both
 * become an unknown type, which is an error in either executor.
 */
function guardedTypeResolver(resolveType: GraphQLTypeResolver<unknown, unknown> | null | undefined): GraphQLTypeResolver<unknown, unknown> {
  return (value, context, info, abstractType) => {
    try {
      const name = resolveType ? resolveType(value, context, info, abstractType) : (value as { __typename?: unknown } | null)?.__typename;
      return typeof name === 'string' ? name : undefined;
    } catch {
      return undefined;
    }
  };
}

/** Makes the execution schema of a public one. Throws where type and field names run together (graphql-jit joins them). */
export function buildExecutionSchema(schema: GraphQLSchema, table: ClassTable): GraphQLSchema {
  const joined = new Set<string>();
  for (const type of objectTypes(schema)) {
    for (const name of Object.keys(type.getFields())) {
      if (joined.has(type.name + name)) throw new Error(`${type.name}.${name} reads like another field when joined: rename one of them.`);
      joined.add(type.name + name);
    }
  }
  const scalars = new Map<string, GraphQLScalarType>();
  const extended = mapSchema(schema, {
    [MapperKind.OBJECT_TYPE]: (type) => {
      const config = type.toConfig();
      const fields: Record<string, GraphQLFieldConfig<unknown, unknown>> = {};
      for (const [name, field] of Object.entries(config.fields)) {
        const resolve = field.resolve && isList(field.type) ? settlingList(field.resolve) : field.resolve;
        fields[name] = resolve ? { ...field, resolve } : field;
        const mask = table.get(`${type.name}.${name}`)?.mask;
        const named = getNamedType(field.type);
        if (!mask || !isScalarType(named)) continue;
        const key = `${named.name}__${mask}`;
        const scalar = scalars.get(key) ?? maskedScalar(named, mask);
        scalars.set(key, scalar);
        fields[maskedFieldName(name)] = { type: withNamedType(field.type, scalar), args: field.args ?? {}, resolve: resolve ?? propertyReader(name) };
      }
      fields[DENIED_FIELD] = { type: GraphQLString };
      return new GraphQLObjectType({ ...config, fields });
    },
    [MapperKind.INTERFACE_TYPE]: (type) => new GraphQLInterfaceType({ ...type.toConfig(), resolveType: guardedTypeResolver(type.resolveType) }),
    [MapperKind.UNION_TYPE]: (type) => new GraphQLUnionType({ ...type.toConfig(), resolveType: guardedTypeResolver(type.resolveType) }),
  });
  // Names with two underscores are reserved so that no client's field can meet the hidden ones; graphql-js would refuse them.
  return new GraphQLSchema({ ...extended.toConfig(), assumeValid: true });
}
