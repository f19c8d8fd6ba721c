import { getDirectiveValues, getNamedType, isLeafType, isNonNullType, isObjectType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { DATA_CLASSES, type DataClass } from '../domain/principal.ts';
import { heldFaults } from './held.ts';
import { interfaceFaults } from './interfaces.ts';
import { MASKABLE_SCALARS, type MaskName } from './masks.ts';

/** What `@classified` says of one field. */
export interface Classification {
  dataClass: DataClass;
  /** Null where the field is shown whole even if the policy says mask. */
  mask: MaskName | null;
}

/** `Type.field` of every object type -> its classification. */
export type ClassTable = ReadonlyMap<string, Classification>;

/** Classes that no policy can deny; only fields of these may be non-null. */
export const UNDENIABLE_CLASSES: ReadonlySet<DataClass> = new Set(['structure', 'public']);

/** The object types a client can select from: all but the introspection types. */
export function objectTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
  );
}

/**
 * The table of every field's data class and mask. Throws one Error that names every field without a class, every
 * non-null field of a class that can be denied, every mask that does not fit, every interface weaker than its
 * implementers, each with its remedy.
 */
export function buildClassTable(schema: GraphQLSchema): ClassTable {
  const directive = schema.getDirective('classified');
  if (!directive) throw new Error('The schema does not define @classified: keep schema/directives.graphql.');
  const table = new Map<string, Classification>();
  const faults = interfaceFaults(schema);
  for (const type of objectTypes(schema)) {
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      const values = field.astNode ? getDirectiveValues(directive, field.astNode) : undefined;
      if (!values) {
        faults.push(`${coordinate} has no data class: add @classified(as: ${DATA_CLASSES.join(' | ')}) to it.`);
        continue;
      }
      const dataClass = values['as'] as DataClass;
      const mask = (values['mask'] as MaskName | undefined) ?? null;
      if (!DATA_CLASSES.includes(dataClass)) {
        faults.push(`${coordinate} is of class ${dataClass}, which domain/principal.ts does not know: add it to DATA_CLASSES.`);
      }
      if (isNonNullType(field.type) && !UNDENIABLE_CLASSES.has(dataClass)) {
        faults.push(
          `${coordinate} is non-null and of class ${dataClass}: a denial would null its parent. Make it nullable, or class it structure or public.`,
        );
      }
      const named = getNamedType(field.type);
      if (mask && !(isLeafType(named) && MASKABLE_SCALARS.has(named.name))) {
        faults.push(`${coordinate} has the mask ${mask} but is of type ${named.name}: masks shorten ${[...MASKABLE_SCALARS].join(', ')} only.`);
      }
      table.set(coordinate, { dataClass, mask });
    }
  }
  faults.push(...heldFaults(schema, table));
  if (faults.length > 0) throw new Error(`The schema cannot be served:\n- ${faults.join('\n- ')}`);
  return table;
}
