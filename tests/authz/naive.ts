/**
 * The permissions done the plain way: every resolver asks what the caller may do, when it is run. graphql-js runs the
 * document as it was sent. Slow, and it says nothing where a parent is null, but hard to get wrong: what the engine's
 * rewritten and compiled documents are compared with.
 */
import {
  GraphQLObjectType, GraphQLSchema, execute, getNamedType, isScalarType, parse, type ExecutionResult, type GraphQLFieldConfig, type GraphQLFieldResolver,
} from 'graphql';
import { MapperKind, mapSchema } from '@graphql-tools/utils';
import type { ClassTable } from '../../directives/classified.ts';
import { applyMask } from '../../directives/masks.ts';
import type { Policy } from '../../directives/policy.ts';
import { buildInputNeeds } from '../../directives/reads.ts';
import { rootRules } from '../../directives/rules.ts';
import type { Principal } from '../../domain/principal.ts';

type Resolver = GraphQLFieldResolver<unknown, unknown>;

const each = (value: unknown, change: (one: unknown) => unknown): unknown => (Array.isArray(value) ? value.map((one) => each(one, change)) : value == null ? value : change(value));

/** Answers of one caller, over resolvers whose scalars take any text: masked values go through them. */
export function createNaive(schema: GraphQLSchema, table: ClassTable, policy: Policy, principal: Principal): (query: string, variables: Record<string, unknown>) => Promise<ExecutionResult> {
  const needs = buildInputNeeds(schema);
  const guarded = (type: GraphQLObjectType, name: string, config: GraphQLFieldConfig<unknown, unknown>): GraphQLFieldConfig<unknown, unknown> => {
    const coordinate = `${type.name}.${name}`;
    const field = (schema.getType(type.name) as GraphQLObjectType).getFields()[name];
    const entry = table.get(coordinate);
    const rule = rootRules[coordinate];
    const inner: Resolver = config.resolve ?? ((source) => (source as Record<string, unknown> | null)?.[name]);
    const named = getNamedType(config.type);
    const access = entry ? policy.access(principal, entry.dataClass) : 'deny';
    const mask = access === 'mask' ? (entry?.mask ?? null) : null;
    const resolve: Resolver = async (source, args, context, info) => {
      if (rule && (await rule.resolve({}, args as object, { principal, _shield: { cache: {} } }, info, { debug: true })) !== true) return null;
      for (const argument of field?.args ?? []) {
        for (const { right, dataClass } of needs.of(argument, (args as Record<string, unknown>)[argument.name])) {
          if (right === 'lookup' ? !policy.mayLookUp(principal, dataClass) : policy.access(principal, dataClass) !== 'allow') return null;
        }
      }
      if (access === 'deny') return null;
      const value: unknown = await inner(source, args, context, info);
      return mask && isScalarType(named) ? each(value, (one) => applyMask(mask, String(named.serialize(one)))) : value;
    };
    return { ...config, resolve };
  };
  const naive = mapSchema(schema, {
    [MapperKind.OBJECT_TYPE]: (type) => {
      const config = type.toConfig();
      return new GraphQLObjectType({ ...config, fields: Object.fromEntries(Object.entries(config.fields).map(([name, field]) => [name, guarded(type, name, field)])) });
    },
  });
  const runnable = new GraphQLSchema({ ...naive.toConfig(), assumeValid: true });
  return async (query, variables) => execute({ schema: runnable, document: parse(query), variableValues: variables });
}
