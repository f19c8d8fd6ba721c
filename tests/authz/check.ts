/**
 * The assertions of the matrix, as a function: asks for all fields at the end of some ways, in one document, and compares
 * every value, error, mask and call with the hand-written tables.
 */
import { isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';
import type { EngineBody } from '../../gateway/engine/engine.ts';
import type { Who } from './expected.ts';
import type { Probe, Step } from './paths.ts';
import { documentOf, rootKey, VARIABLES, type FieldsType, type Shape } from './shapes.ts';

/** What is asked: an engine, or a host in front of one. */
export interface Asked {
  schema: GraphQLSchema;
  /** Calls of resolvers, per `Type.field`; emptied before each document. */
  calls: Map<string, number>;
  /** What a field's resolver gives, before any mask. */
  valueOf(coordinate: string): unknown;
  /** What the tables say. */
  expects(who: Who, coordinate: string): 'allow' | 'mask' | 'deny';
  /** The answer; of a subscription all its events. */
  ask(who: Who, operation: Probe['operation'], query: string, variables: Record<string, unknown>): Promise<readonly EngineBody[]>;
}

type Row = Readonly<Record<string, unknown>>;

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value.flatMap(listOf) : [value]);
const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null;

/** The objects behind a step, of the type that it narrows to. */
const behind = (rows: readonly Row[], { on }: Step, key: string): Row[] =>
  rows.flatMap((row) => listOf(row[key])).filter(isRow).filter((row) => on === undefined || row['__typename'] === on);

const knownCoordinates = new WeakMap<GraphQLSchema, string[]>();

function coordinatesOf(schema: GraphQLSchema): string[] {
  let coordinates = knownCoordinates.get(schema);
  if (!coordinates) {
    coordinates = Object.values(schema.getTypeMap()).flatMap((type) =>
      isObjectType(type) && !type.name.startsWith('__') ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [],
    );
    knownCoordinates.set(schema, coordinates);
  }
  return coordinates;
}

/** A type of the schema that has fields. */
export function typeNamed(schema: GraphQLSchema, name: string): FieldsType {
  const type = schema.getType(name);
  if (isObjectType(type) || isInterfaceType(type)) return type;
  throw new Error(`${name} has no fields.`);
}

/** What is wrong with one shown value; null if it is as the tables say. */
function faultOf(asked: Asked, who: Who, coordinate: string, shown: unknown): string | null {
  const access = asked.expects(who, coordinate);
  const whole = asked.valueOf(coordinate);
  if (access === 'deny') return shown === null ? null : `${coordinate} is shown`;
  if (shown === null || shown === undefined) return `${coordinate} is not shown`;
  if (!asked.calls.get(coordinate)) return `${coordinate} was not fetched`;
  if (access === 'mask') {
    const texts = listOf(whole).map(String);
    return listOf(shown).every((one) => String(one).includes('•') && !texts.some((text) => String(one).includes(text))) ? null : `${coordinate} is not shortened`;
  }
  if (listOf(whole).some(isRow)) return listOf(shown).every(isRow) ? null : `${coordinate} is no object`;
  return JSON.stringify(shown) === JSON.stringify(whole) ? null : `${coordinate} is not shown whole`;
}

/** Everything in which one document's answer differs from the tables; empty if nothing does. */
export async function faultsOf(asked: Asked, who: Who, shape: Shape, probes: readonly Probe[]): Promise<string[]> {
  const { schema, calls, expects } = asked;
  const faults: string[] = [];
  const query = documentOf(shape, probes, (name) => typeNamed(schema, name));
  calls.clear();
  const bodies = await asked.ask(who, probes[0]?.operation ?? 'query', query, VARIABLES);
  const by = [who.role, ...(who.scopes === 'none' ? ['without scopes'] : []), ...(who.purpose === undefined ? [] : [`for ${who.purpose}`]), `written as ${shape.name}`].join(' ');
  const refused = new Set<string>();
  const masked = new Set<string>();

  for (const [index, { steps, type: name }] of probes.entries()) {
    const keys = steps.map((step, position) => (position === 0 ? rootKey(index) : step.key));
    const at = (fault: string): void => void faults.push(`${by}, ${['', ...steps.map((step) => step.coordinate)].join(' > ')}: ${fault}`);
    let rows: Row[] = bodies.map(({ data }) => data).filter(isRow);
    let denied = false;
    for (const [position, step] of steps.entries()) {
      const key = keys[position] as string;
      if (expects(who, step.coordinate) === 'deny') {
        refused.add(`FORBIDDEN ${keys.slice(0, position + 1).join('.')} ${step.coordinate}`);
        if (rows.length === 0 || rows.some((row) => row[key] !== null)) at(`${step.coordinate} is not null`);
        denied = true;
        break;
      }
      rows = behind(rows, step, key);
    }
    if (denied) continue;
    if (rows.length === 0) at('nothing is there');
    const type = typeNamed(schema, name);
    const types = isInterfaceType(type) ? schema.getPossibleTypes(type).map((one) => one.name) : [name];
    for (const field of Object.keys(type.getFields())) {
      const key = shape.key(field);
      for (const one of types) {
        const coordinate = `${one}.${field}`;
        const access = expects(who, coordinate);
        if (access === 'deny') refused.add(`FORBIDDEN ${[...keys, key].join('.')} ${coordinate}`);
        if (access === 'mask') masked.add(coordinate);
        const own = types.length === 1 ? rows : rows.filter((row) => row['__typename'] === one);
        const fault = own.map((row) => faultOf(asked, who, coordinate, row[key])).find((found) => found !== null);
        if (fault) at(fault);
      }
    }
  }

  // Nowhere, whatever the way: no document may ever run a field that is refused to its caller.
  for (const coordinate of coordinatesOf(schema)) if (calls.has(coordinate) && expects(who, coordinate) === 'deny') faults.push(`${by}: ${coordinate} was fetched`);
  for (const body of bodies) {
    const found = new Set((body.errors ?? []).map(({ path, extensions }) => `${extensions.code} ${path?.join('.')} ${extensions.coordinate}`));
    if (found.size !== (body.errors ?? []).length) faults.push(`${by}: an error is told twice`);
    for (const one of found) if (!refused.has(one)) faults.push(`${by}: is told ${one}`);
    for (const one of refused) if (!found.has(one)) faults.push(`${by}: is not told ${one}`);
    const told = ((body.extensions?.['masked'] as string[] | undefined) ?? []).join();
    if (told !== [...masked].sort().join()) faults.push(`${by}: masked are ${told}, not ${[...masked].sort().join()}`);
  }
  if (bodies.length === 0) faults.push(`${by}: no answer`);
  return faults;
}

const PROBES_IN_ONE_DOCUMENT = 25;

/** The documents in which these probes are asked: several together, but one for each stream. */
function documents(probes: readonly Probe[]): Probe[][] {
  const groups: Probe[][] = [];
  for (const operation of ['query', 'mutation'] as const) {
    const own = probes.filter((probe) => probe.operation === operation);
    for (let from = 0; from < own.length; from += PROBES_IN_ONE_DOCUMENT) groups.push(own.slice(from, from + PROBES_IN_ONE_DOCUMENT));
  }
  return [...groups, ...probes.filter(({ operation }) => operation === 'subscription').map((probe) => [probe])];
}

/** As `faultsOf`, for any number of probes; `first` stops at the first document with faults. */
export async function faultsOfAll(asked: Asked, who: Who, shape: Shape, probes: readonly Probe[], first = false): Promise<string[]> {
  const faults: string[] = [];
  for (const group of documents(probes)) {
    faults.push(...(await faultsOf(asked, who, shape, group)));
    if (first && faults.length > 0) break;
  }
  return faults;
}
