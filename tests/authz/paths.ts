/** Every way to a type, made from the schema and from what a caller is expected to be let through. */
import {
  getNamedType, isAbstractType, isInterfaceType, isObjectType,
  type GraphQLField, type GraphQLNamedType, type GraphQLObjectType, type GraphQLSchema,
} from 'graphql';
import { argumentsText } from './arguments.ts';
import { nodeId } from './fakeResolvers.ts';

/** One step from an object to the next: the field, and how it is written. */
export interface Step {
  coordinate: string;
  key: string;
  /** Name and arguments. */
  text: string;
  /** Narrows an interface or union behind the step. */
  on?: string;
}

/** A way to a type, all of whose fields are then asked for. */
export interface Probe {
  /** What kind of way it is, for messages. */
  family: string;
  operation: 'query' | 'mutation' | 'subscription';
  steps: readonly Step[];
  /** The object type behind the last step; an interface where its own fields are asked for, not narrowed. */
  type: string;
}

/** True if the caller is expected to get through the field. */
export type Passes = (coordinate: string) => boolean;

type Ways = ReadonlyMap<string, readonly Step[]>;

interface Edge {
  step: Step;
  /** The object type that it leads to. */
  to: string;
}

function edgesOf(schema: GraphQLSchema, parent: GraphQLObjectType, field: GraphQLField<unknown, unknown>): Edge[] {
  const coordinate = `${parent.name}.${field.name}`;
  const named: GraphQLNamedType = getNamedType(field.type);
  const text = `${field.name}${argumentsText(coordinate, field)}`;
  if (isObjectType(named)) return [{ step: { coordinate, key: field.name, text }, to: named.name }];
  if (!isAbstractType(named)) return [];
  return schema.getPossibleTypes(named).map(({ name }) => ({
    // The fake node is of the type that its id tells.
    step: { coordinate, key: field.name, text: coordinate === 'Query.node' ? `node(id: "${nodeId(name)}")` : text, on: name },
    to: name,
  }));
}

const knownEdges = new WeakMap<GraphQLObjectType, Edge[]>();

/** The steps from an object type, one per type where a field leads to an interface or union. `node` first: whatever has an id is reached by it. */
function stepsFrom(schema: GraphQLSchema, type: GraphQLObjectType): Edge[] {
  let edges = knownEdges.get(type);
  if (!edges) {
    const fields = Object.values(type.getFields()).sort((one, other) => Number(other.name === 'node') - Number(one.name === 'node'));
    knownEdges.set(type, (edges = fields.flatMap((field) => edgesOf(schema, type, field))));
  }
  return edges;
}

/** Breadth first: the shortest way from a type to each other, and back to itself. */
export function spread(schema: GraphQLSchema, from: GraphQLObjectType, passes: Passes): Map<string, readonly Step[]> {
  const found = new Map<string, readonly Step[]>();
  const queue: [GraphQLObjectType, readonly Step[]][] = [[from, []]];
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [type, steps] = next;
    for (const { step, to } of stepsFrom(schema, type)) {
      if (found.has(to) || !passes(step.coordinate)) continue;
      const way = [...steps, step];
      found.set(to, way);
      queue.push([schema.getType(to) as GraphQLObjectType, way]);
    }
  }
  return found;
}

const objectType = (schema: GraphQLSchema, name: string): GraphQLObjectType => schema.getType(name) as GraphQLObjectType;

/** The shortest way to each type: one that the caller can go, else the shortest of all. */
export function waysFor(schema: GraphQLSchema, root: GraphQLObjectType, passes: Passes): { all: Ways; open: Ways } {
  const open = spread(schema, root, passes);
  return { open, all: new Map([...spread(schema, root, () => true), ...open]) };
}

/** All the probes of a caller. */
export function probesFor(schema: GraphQLSchema, passes: Passes): Probe[] {
  const probes: Probe[] = [];
  const query = schema.getQueryType() as GraphQLObjectType;
  const { all, open } = waysFor(schema, query, passes);
  probes.push({ family: 'root', operation: 'query', steps: [], type: query.name });
  for (const [type, steps] of all) probes.push({ family: 'shortest', operation: 'query', steps, type });
  // Each field that leads to an object, from each type: lists, edges of connections and roots among them.
  for (const [name, steps] of [['Query', []] as const, ...open]) {
    const type = objectType(schema, name);
    for (const { step, to } of stepsFrom(schema, type)) probes.push({ family: 'edge', operation: 'query', steps: [...steps, step], type: to });
    for (const field of Object.values(type.getFields())) {
      const named = getNamedType(field.type);
      const edge = isInterfaceType(named) && stepsFrom(schema, type).find(({ step }) => step.key === field.name);
      if (!edge) continue;
      const { on: _on, ...step } = edge.step;
      probes.push({ family: 'interface', operation: 'query', steps: [...steps, step], type: named.name });
    }
    const round = spread(schema, type, passes).get(name);
    if (round) probes.push({ family: 'nested', operation: 'query', steps: [...steps, ...round], type: name });
  }
  for (const [operation, root] of [['mutation', schema.getMutationType()], ['subscription', schema.getSubscriptionType()]] as const) {
    if (!root) continue;
    if (operation === 'mutation') probes.push({ family: 'root', operation, steps: [], type: root.name });
    for (const { step, to } of stepsFrom(schema, root)) {
      probes.push({ family: operation, operation, steps: [step], type: to });
      // What it gives, and what nothing but this leads to.
      for (const [type, further] of operation === 'mutation' ? spread(schema, objectType(schema, to), () => true) : []) {
        if (!all.has(type) || further.length === 1) probes.push({ family: operation, operation, steps: [step, ...further], type });
      }
    }
  }
  const seen = new Set<string>();
  return probes.filter(({ operation, steps, type }) => {
    const way = JSON.stringify([operation, steps, type]);
    if (seen.has(way)) return false;
    seen.add(way);
    return true;
  });
}
