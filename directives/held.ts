/**
 * Fields of class `held` can hold the value of another field (provenance, comparisons of records). Which ones an operation
 * asks about stands in an argument whose enum values name them (`@holds`), or is any of those that the rows' own enum field
 * can name; what is decided row by row is known here before anything is run.
 */
import { Kind, getNamedType, isEnumType, isObjectType, type FieldNode, type GraphQLEnumType, type GraphQLField, type GraphQLSchema, type ValueNode } from 'graphql';
import type { DataClass } from '../domain/principal.ts';

type Held = ReadonlyMap<string, string>;

const known = new WeakMap<GraphQLEnumType, Held>();

/** Enum value -> the coordinate that it names. */
function heldBy(type: GraphQLEnumType): Held {
  let held = known.get(type);
  if (!held) {
    const named = type.getValues().flatMap(({ name, astNode }) => {
      const given = astNode?.directives?.find((directive) => directive.name.value === 'holds')?.arguments?.[0]?.value;
      return given?.kind === Kind.STRING ? [[name, given.value] as const] : [];
    });
    known.set(type, (held = new Map(named)));
  }
  return held;
}

const enumNames = (node: ValueNode): string[] | null => {
  if (node.kind === Kind.ENUM) return [node.value];
  if (node.kind !== Kind.LIST) return null;
  const names = node.values.map(enumNames);
  return names.includes(null) ? null : names.flatMap((each) => each ?? []);
};

/**
 * The coordinates whose values can stand in the `held` fields below this one; null where nothing about it says so. A
 * variable could name any of them.
 */
export function coordinatesHeld(field: GraphQLField<unknown, unknown>, node: FieldNode): readonly string[] | null {
  for (const argument of field.args) {
    const type = getNamedType(argument.type);
    if (!isEnumType(type)) continue;
    const held = heldBy(type);
    if (held.size === 0) continue;
    const given = node.arguments?.find(({ name }) => name.value === argument.name);
    const names = given ? enumNames(given.value) : null;
    return names ? names.flatMap((name) => held.get(name) ?? []) : [...held.values()];
  }
  return ofRows(field);
}

/** What the rows behind a field can be about, where each names it in an enum field of its own. */
function ofRows(field: GraphQLField<unknown, unknown>): readonly string[] | null {
  const rows = getNamedType(field.type);
  if (!isObjectType(rows)) return null;
  const held = Object.values(rows.getFields()).flatMap(({ type }) => {
    const named = getNamedType(type);
    return isEnumType(named) ? [...heldBy(named).values()] : [];
  });
  return held.length > 0 ? [...new Set(held)] : null;
}

/** What is wrong with `@holds`: a field that is none, or that has no class of its own. */
export function heldFaults(schema: GraphQLSchema, table: ReadonlyMap<string, { dataClass: DataClass }>): string[] {
  return Object.values(schema.getTypeMap()).filter(isEnumType).flatMap((type) =>
    [...heldBy(type)].flatMap(([value, coordinate]) => {
      const dataClass = table.get(coordinate)?.dataClass;
      if (dataClass && dataClass !== 'held') return [];
      return [`${type.name}.${value} holds ${coordinate}, which ${dataClass ? 'itself holds other fields' : 'is no field'}: name the field whose class and mask count, as Type.field.`];
    }),
  );
}
