import {
  Kind, getNamedType, isAbstractType, isObjectType,
  type FieldNode, type FragmentDefinitionNode, type GraphQLField, type GraphQLObjectType, type GraphQLSchema, type OperationDefinitionNode, type SelectionNode,
} from 'graphql';
import { GatewayError } from '../../domain/errors.ts';

/**
 * One field as it will be run: of one object type, equal fields merged, fragments inlined, @skip and @include decided.
 * Interfaces and unions are gone: below them stands one list per object type that can be met there.
 */
export interface Selection {
  /** Number within its tree. */
  index: number;
  key: string;
  parent: GraphQLObjectType;
  /** Null for `__typename` and the introspection fields. */
  field: GraphQLField<unknown, unknown> | null;
  name: string;
  coordinate: string;
  /** Gives name and arguments: merged fields have the same. */
  node: FieldNode;
  /** All the fields that were merged. */
  nodes: readonly FieldNode[];
  /** Response keys from the root to this field. */
  path: readonly string[];
  /** Null for leaves and introspection. */
  children: ReadonlyMap<GraphQLObjectType, readonly Selection[]> | null;
  /** True where `children` stands for an interface or union. */
  abstract: boolean;
}

export interface SelectionTree {
  root: readonly Selection[];
  /** All selections, by their index. */
  all: readonly Selection[];
  /** `__schema` and `__type` at the root. */
  introspection: readonly Selection[];
}

/** A condition's value for a variable of @skip or @include. */
export type Conditions = Readonly<Record<string, unknown>>;

const INTROSPECTION_FIELDS = new Set(['__schema', '__type']);
/** Interfaces multiply: a field below one counts once for each object type that it could be. Some 10 us each to flatten. */
const MAX_TREE_SELECTIONS = 4_000;

function isIncluded(node: SelectionNode, conditions: Conditions): boolean {
  for (const directive of node.directives ?? []) {
    const name = directive.name.value;
    if (name !== 'skip' && name !== 'include') continue;
    const value = directive.arguments?.[0]?.value;
    const given = value?.kind === Kind.VARIABLE ? conditions[value.name.value] === true : value?.kind === Kind.BOOLEAN && value.value;
    if (given === (name === 'skip')) return false;
  }
  return true;
}

/** Names of the variables that decide @skip and @include anywhere in these fragments and this operation. */
export function conditionVariables(operation: OperationDefinitionNode, fragments: Iterable<FragmentDefinitionNode>): string[] {
  const names = new Set<string>();
  const walk = (selections: readonly SelectionNode[]): void => {
    for (const selection of selections) {
      for (const directive of selection.directives ?? []) {
        for (const argument of directive.arguments ?? []) if (argument.value.kind === Kind.VARIABLE) names.add(argument.value.name.value);
      }
      if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet) walk(selection.selectionSet.selections);
    }
  };
  walk(operation.selectionSet.selections);
  for (const fragment of fragments) walk(fragment.selectionSet.selections);
  const declared = new Set(operation.variableDefinitions?.map((definition) => definition.variable.name.value));
  return [...names].filter((name) => declared.has(name)).sort();
}

/** Flattens a validated operation. Throws QUERY_TOO_COMPLEX where interfaces multiply it beyond bounds. */
export function buildSelectionTree(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  conditions: Conditions,
): SelectionTree {
  const all: Selection[] = [];

  const applies = (condition: string | undefined, type: GraphQLObjectType): boolean => {
    if (condition === undefined || condition === type.name) return true;
    const named = schema.getType(condition);
    return isAbstractType(named) && schema.isSubType(named, type);
  };
  /** CollectFields of the specification (6.3.2) for one object type. */
  const collect = (selections: readonly SelectionNode[], type: GraphQLObjectType, groups: Map<string, FieldNode[]>, spread: Set<string>): void => {
    for (const selection of selections) {
      if (!isIncluded(selection, conditions)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const group = groups.get(key);
        if (group) group.push(selection);
        else groups.set(key, [selection]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(selection.typeCondition?.name.value, type)) collect(selection.selectionSet.selections, type, groups, spread);
      } else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment && applies(fragment.typeCondition.name.value, type)) collect(fragment.selectionSet.selections, type, groups, spread);
      }
    }
  };
  const build = (nodes: readonly SelectionNode[], type: GraphQLObjectType, path: readonly string[]): Selection[] => {
    const groups = new Map<string, FieldNode[]>();
    collect(nodes, type, groups, new Set());
    return [...groups].map(([key, group]) => {
      const node = group[0] as FieldNode;
      const name = node.name.value;
      const field = type.getFields()[name] ?? null;
      const ownPath = [...path, key];
      const named = field ? getNamedType(field.type) : null;
      const abstract = isAbstractType(named);
      const selection: Selection = { index: all.length, key, parent: type, field, name, coordinate: `${type.name}.${name}`, node, nodes: group, path: ownPath, children: null, abstract };
      if (all.length >= MAX_TREE_SELECTIONS) throw new GatewayError('QUERY_TOO_COMPLEX', 'The query selects too much below interfaces.');
      all.push(selection);
      if (isObjectType(named) || isAbstractType(named)) {
        const below = group.flatMap((one) => one.selectionSet?.selections ?? []);
        const types = isAbstractType(named) ? schema.getPossibleTypes(named) : [named];
        selection.children = new Map(types.map((one) => [one, build(below, one, ownPath)]));
      }
      return selection;
    });
  };

  const rootType = schema.getRootType(operation.operation);
  if (!rootType) throw new GatewayError('GRAPHQL_VALIDATION_FAILED', `There are no operations of kind ${operation.operation}.`);
  const root = build(operation.selectionSet.selections, rootType, []);
  return { root, all, introspection: root.filter((selection) => INTROSPECTION_FIELDS.has(selection.name)) };
}
