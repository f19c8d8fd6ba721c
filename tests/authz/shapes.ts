/** The ways to write a selection of fields. */
import { getNamedType, isCompositeType, type GraphQLInterfaceType, type GraphQLObjectType } from 'graphql';
import { argumentsText } from './arguments.ts';
import type { Probe, Step } from './paths.ts';

export type FieldsType = GraphQLObjectType | GraphQLInterfaceType;

interface Written {
  /** Name with arguments. */
  call: string;
  /** What is selected below: the type's name, which everybody may see; empty for leaves. */
  below: string;
}

export interface Shape {
  name: string;
  /** True: is tried on every way; else on the shortest to each type, on interfaces, mutations and streams. */
  everyWay?: true;
  /** Response key of a field. */
  key(field: string): string;
  /** Writes the fields; `fragment` is the name of one that it may define. */
  write(type: FieldsType, fields: readonly (Written & { key: string; field: string })[], fragment: string): { selections: string; fragment?: string };
}

type WriteOne = (field: Written & { key: string; field: string }) => string;

const plain = (field: string): string => field;
const each = (one: WriteOne): Shape['write'] => (_type, fields) => ({ selections: fields.map(one).join(' ') });
const text: WriteOne = ({ call, below }) => call + below;
const joined = (fields: readonly (Written & { key: string; field: string })[]): string => fields.map(text).join(' ');
const aliased: WriteOne = ({ key, call, below }) => `${key}: ${call}${below}`;

export const SHAPES: readonly Shape[] = [
  { name: 'direct', everyWay: true, key: plain, write: each(text) },
  // A key with `_` keeps a document from being compiled.
  { name: 'alias', key: (field) => `z_${field}`, write: each(aliased) },
  { name: 'alias that compiles', key: (field) => `z${field}`, write: each(aliased) },
  { name: 'fragment', everyWay: true, key: plain, write: (type, fields, fragment) => ({ selections: `...${fragment}`, fragment: `fragment ${fragment} on ${type.name} { ${joined(fields)} }` }) },
  { name: 'inline fragment', key: plain, write: (type, fields) => ({ selections: `... on ${type.name} { ${joined(fields)} }` }) },
  { name: 'fragment without a type', key: plain, write: (_type, fields) => ({ selections: `... { ${joined(fields)} }` }) },
  {
    name: 'inline fragment on an interface',
    key: plain,
    write: (type, fields) => ({ selections: type.getInterfaces().reduce((inner, one) => `... on ${one.name} { ${inner} }`, `... on ${type.name} { ${joined(fields)} }`) }),
  },
  { name: '@include', everyWay: true, key: plain, write: each(({ call, below }) => `${call} @include(if: $yes)${below}`) },
  { name: '@skip', key: plain, write: each(({ call, below }) => `${call} @skip(if: $no)${below}`) },
  {
    name: '@include on a fragment',
    key: plain,
    write: (type, fields, fragment) => ({ selections: `...${fragment} @include(if: $yes)`, fragment: `fragment ${fragment} on ${type.name} { ${joined(fields)} }` }),
  },
  // The condition that hides one of two equal fields must not hide the other from the check.
  { name: 'twice, once under @skip', key: plain, write: each(({ call, below }) => `${call} @skip(if: $yes)${below} ${call}${below}`) },
];

const knownFields = new WeakMap<FieldsType, (Written & { field: string })[]>();

function fieldsOf(type: FieldsType): (Written & { field: string })[] {
  let fields = knownFields.get(type);
  if (!fields) {
    fields = Object.values(type.getFields()).map((field) => ({
      field: field.name,
      call: `${field.name}${argumentsText(`${type.name}.${field.name}`, field)}`,
      below: isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '',
    }));
    knownFields.set(type, fields);
  }
  return fields;
}

const within = ({ text: call, on }: Step, inner: string): string => (on ? `${call} { __typename ... on ${on} { ${inner} } }` : `${call} { __typename ${inner} }`);

/** Response key of the root field of a document's nth probe. */
export const rootKey = (index: number): string => `p${index}`;

/** One document that asks for all fields at the end of each probe's way. */
export function documentOf(shape: Shape, probes: readonly Probe[], typeOf: (name: string) => FieldsType): string {
  const fragments: string[] = [];
  const roots = probes.map(({ steps, type: name }, index) => {
    const type = typeOf(name);
    const fields = fieldsOf(type).map((field) => ({ ...field, key: shape.key(field.field) }));
    const { selections, fragment } = shape.write(type, fields, `F${index}`);
    if (fragment) fragments.push(fragment);
    const [first, ...rest] = steps;
    if (!first) return selections;
    return `${rootKey(index)}: ${within(first, rest.reduceRight((inner, step) => within(step, inner), selections))}`;
  });
  const body = roots.join('\n');
  const variables = ['yes', 'no'].filter((name) => [body, ...fragments].some((part) => part.includes(`$${name}`)));
  const head = variables.length > 0 ? `(${variables.map((name) => `$${name}: Boolean!`).join(', ')})` : '';
  return `${probes[0]?.operation ?? 'query'} Matrix${head} { ${body} }\n${fragments.join('\n')}`;
}

/** Of these probes those that a shape is tried on. */
export const probesOfShape = (shape: Shape, probes: readonly Probe[]): readonly Probe[] =>
  shape.everyWay ? probes : probes.filter(({ family }) => family !== 'edge' && family !== 'nested');

/** The variables that the shapes use. */
export const VARIABLES = { yes: true, no: false };
