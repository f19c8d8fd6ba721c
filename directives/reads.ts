import {
  getDirectiveValues, getNamedType, isEnumType, isInputObjectType, isLeafType, isListType, isNonNullType, isObjectType,
  type GraphQLArgument, type GraphQLEnumValue, type GraphQLInputField, type GraphQLInputType, type GraphQLSchema,
} from 'graphql';
import type { DataClass } from '../domain/principal.ts';

/** The right that a given input needs: to read a class unmasked, or to look up by it. */
export interface InputNeed {
  right: 'read' | 'lookup';
  dataClass: DataClass;
}

type Declared = GraphQLArgument | GraphQLInputField | GraphQLEnumValue;

/** Reads `@reads` and `@looksUp` off a schema; made once, asked for every operation. */
export interface InputNeeds {
  /** True if some value of this argument could need a right. */
  concerns(argument: GraphQLArgument): boolean;
  /** The rights that this coerced value needs. A null counts as not given. */
  of(argument: GraphQLArgument, value: unknown): InputNeed[];
}

const isDeclared = ({ astNode }: Declared): boolean => astNode?.directives?.some(({ name }) => name.value === 'reads' || name.value === 'looksUp') ?? false;

/** The parts of an input that say not what they read, as they are written: `CustomerFilter.shoes`, `CustomerOrder.SHOES_ASC`. */
function undeclared(element: GraphQLArgument | GraphQLInputField, name: string, seen: Set<unknown>): string[] {
  const type = getNamedType(element.type);
  if (isDeclared(element) || seen.has(type)) return [];
  seen.add(type);
  if (isInputObjectType(type)) return Object.values(type.getFields()).flatMap((field) => undeclared(field, `${type.name}.${field.name}`, seen));
  if (!isEnumType(type)) return [name];
  const values = type.getValues().filter((value) => !isDeclared(value));
  return values.length === type.getValues().length ? [name] : values.map((value) => `${type.name}.${value.name}`);
}

/** What tells where a page is, not what is on it. */
const PAGING: ReadonlySet<string> = new Set(['first', 'after']);

/** A list's filter, order or search text, or a key to find by, that could be used to guess values of a class that the caller may not see. */
function inputFaults(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap()).filter(isObjectType).flatMap((type) =>
    Object.values(type.getFields()).flatMap((field) => {
      const isList = field.args.some(({ name }) => name === 'first');
      const concerned = field.args.filter((one) => !PAGING.has(one.name) && (isList || (type === schema.getQueryType() && isInputObjectType(getNamedType(one.type)))));
      return concerned.flatMap((one) => undeclared(one, `${type.name}.${field.name}(${one.name}:)`, new Set())).map(
        (name) => `${name} chooses rows of ${type.name}.${field.name} and says not by what kind of data: add @reads(as: ...) or @looksUp(as: ...) to it.`,
      );
    }),
  );
}

/** The needs declared in a schema. Throws one Error that names every filter, order and key that declares none, with the remedy. */
export function buildInputNeeds(schema: GraphQLSchema): InputNeeds {
  const reads = schema.getDirective('reads');
  const looksUp = schema.getDirective('looksUp');
  if (!reads || !looksUp) throw new Error('The schema does not define @reads and @looksUp: keep schema/directives.graphql.');

  const faults = inputFaults(schema);
  if (faults.length > 0) throw new Error(`The schema cannot be served:\n- ${faults.join('\n- ')}`);

  const declared = new Map<Declared, InputNeed[]>();
  const needsOf = (element: Declared): InputNeed[] => {
    let needs = declared.get(element);
    if (!needs) {
      const read = element.astNode && getDirectiveValues(reads, element.astNode);
      const lookup = element.astNode && getDirectiveValues(looksUp, element.astNode);
      needs = [
        ...(read ? [{ right: 'read' as const, dataClass: read['as'] as DataClass }] : []),
        ...(lookup ? [{ right: 'lookup' as const, dataClass: lookup['as'] as DataClass }] : []),
      ];
      declared.set(element, needs);
    }
    return needs;
  };

  const concernsType = (type: GraphQLInputType, seen: Set<unknown>): boolean => {
    const named = getNamedType(type);
    if (seen.has(named)) return false;
    seen.add(named);
    if (isEnumType(named)) return named.getValues().some((value) => needsOf(value).length > 0);
    if (isInputObjectType(named)) {
      return Object.values(named.getFields()).some((field) => needsOf(field).length > 0 || concernsType(field.type, seen));
    }
    return false;
  };

  const collect = (type: GraphQLInputType, value: unknown, needs: InputNeed[]): void => {
    if (value == null) return;
    if (isNonNullType(type)) return collect(type.ofType, value, needs);
    if (isListType(type)) {
      for (const item of Array.isArray(value) ? value : [value]) collect(type.ofType, item, needs);
      return;
    }
    if (isEnumType(type)) {
      // Coerced values are the internal ones; what is declared stands at the name.
      const name = type.serialize(value);
      const member = name == null ? undefined : type.getValue(name);
      if (member) needs.push(...needsOf(member));
      return;
    }
    if (isLeafType(type)) return;
    for (const field of Object.values(type.getFields())) {
      const given = (value as Record<string, unknown>)[field.name];
      if (given == null) continue;
      needs.push(...needsOf(field));
      collect(field.type, given, needs);
    }
  };

  const concerned = new Map<GraphQLArgument, boolean>();
  return {
    concerns(argument) {
      let answer = concerned.get(argument);
      if (answer === undefined) {
        answer = needsOf(argument).length > 0 || concernsType(argument.type, new Set());
        concerned.set(argument, answer);
      }
      return answer;
    },
    of(argument, value) {
      if (value == null) return [];
      const needs = [...needsOf(argument)];
      collect(argument.type, value, needs);
      return needs;
    },
  };
}
