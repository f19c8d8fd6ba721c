import { getDirectiveValues, getNamedType, getNullableType, isCompositeType, isInterfaceType, isListType, isObjectType, type GraphQLField, type GraphQLSchema } from 'graphql';

/** What selecting one field once costs, and how many times its selections count. */
export interface FieldCost {
  /** Counts once per object that the field is selected on. */
  weight: number;
  /** Counts once per row of a list. */
  rowWeight: number;
  /** Rows of a list or connection: at most `max`, `assumed` without a `first`. Null for single objects and leaves. */
  size: { max: number; assumed: number } | null;
  /** True for a connection: its size is that of `edges` below it, and its `first` argument says how many. */
  connection: boolean;
  /** True for a list field. */
  list: boolean;
}

const isListField = (field: GraphQLField<unknown, unknown>): boolean => isListType(getNullableType(field.type));

/** An object counts 1 where `@cost` says nothing, a leaf and PageInfo nothing. */
function objectWeight(field: GraphQLField<unknown, unknown>): number {
  const named = getNamedType(field.type);
  return isCompositeType(named) && named.name !== 'PageInfo' ? 1 : 0;
}

/**
 * `Type.field` -> cost, of object types and interfaces. Throws one Error that names every list without a bound, with
 * the remedy.
 */
export function buildCostTable(schema: GraphQLSchema): ReadonlyMap<string, FieldCost> {
  const cost = schema.getDirective('cost');
  const listSize = schema.getDirective('listSize');
  if (!cost || !listSize) throw new Error('The schema does not define @cost and @listSize: keep schema/directives.graphql.');
  const table = new Map<string, FieldCost>();
  const faults: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || !(isObjectType(type) || isInterfaceType(type))) continue;
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      const weight = field.astNode && (getDirectiveValues(cost, field.astNode)?.['weight'] as number | undefined);
      const bound = field.astNode && (getDirectiveValues(listSize, field.astNode) as { max: number; assumed?: number } | undefined);
      const connection = !isListField(field) && field.args.some((argument) => argument.name === 'first');
      // An interface's list is counted where its implementations declare it.
      if (isObjectType(type) && (isListField(field) || connection) && !bound) {
        faults.push(`${coordinate} is a list without a bound: add @listSize(max: ..., assumed: ...) to it.`);
      }
      if (weight != null && weight < 0) faults.push(`${coordinate} has a negative cost: give a weight of 0 or more.`);
      table.set(coordinate, {
        weight: weight ?? (isListField(field) ? 0 : objectWeight(field)),
        rowWeight: isListField(field) ? objectWeight(field) : 0,
        size: bound ? { max: bound.max, assumed: bound.assumed ?? bound.max } : null,
        connection,
        list: isListField(field),
      });
    }
  }
  if (faults.length > 0) throw new Error(`The schema cannot be served:\n- ${faults.join('\n- ')}`);
  return table;
}
