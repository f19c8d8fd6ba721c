import {
  Kind, parseType, print, valueFromASTUntyped,
  type ArgumentNode, type DocumentNode, type FieldNode, type GraphQLObjectType, type OperationDefinitionNode, type SelectionNode,
  type SelectionSetNode, type TypeNode, type ValueNode, type VariableDefinitionNode,
} from 'graphql';
import type { ClassTable } from '../../directives/classified.ts';
import { coordinatesHeld } from '../../directives/held.ts';
import type { Policy } from '../../directives/policy.ts';
import type { DisclosedCoordinates } from '../../domain/audit.ts';
import { GatewayError } from '../../domain/errors.ts';
import type { Principal } from '../../domain/principal.ts';
import { clientError, type ClientError } from '../errors.ts';
import { DENIED_FIELD, maskedFieldName } from './executionSchema.ts';
import type { Selection, SelectionTree } from './selectionTree.ts';

/** Why one selection is refused though its class is not: its arguments, or the rule of a root field. */
export type Denial = GatewayError;

/** Variables of the rewritten document that stand for literals: their values, or how to get them. */
interface Lifted {
  name: string;
  value: ValueNode;
}

/** What is run for one operation, policy and kind of caller. */
export interface Plan {
  document: DocumentNode;
  /** The document as text: equal texts share one compilation. */
  text: string;
  /** Text literals, as variables of the rewritten document. */
  lifted: readonly Lifted[];
  /** Variables of the request that the rewritten document still uses. */
  used: readonly VariableDefinitionNode[];
  /** One FORBIDDEN (or POLICY_UNAVAILABLE) per refused selection. */
  errors: readonly ClientError[];
  /** Coordinates that are shown shortened. */
  masked: readonly string[];
  /** What it shows and refuses, for the audit. */
  coordinates: DisclosedCoordinates;
  /** Introspection fields that are granted: they run on the public schema. */
  introspection: readonly Selection[];
  /** True if anything but introspection is to be run. */
  hasData: boolean;
}

const forbidden = (coordinate: string, requires: Readonly<Record<string, string>>): GatewayError =>
  new GatewayError('FORBIDDEN', `You may not see ${coordinate}.`, { coordinate, requires });

/** Literals without text or parts go into compiled code as they are; all others become variables. */
const INLINE_KINDS: ReadonlySet<string> = new Set([Kind.VARIABLE, Kind.INT, Kind.FLOAT, Kind.BOOLEAN, Kind.NULL, Kind.ENUM]);

/**
 * Decides a selection tree for one caller and rewrites it into the document that is run. Text literals are lifted into
 * variables: graphql-jit writes literals into code through replacements that a crafted string could turn into code, and
 * documents that differ in literals only share a compilation.
 */
export function makePlan(
  options: { table: ClassTable; policy: Policy; principal: Principal },
  operation: OperationDefinitionNode,
  tree: SelectionTree,
  denials: ReadonlyMap<number, Denial>,
): Plan {
  const { table, policy, principal } = options;
  const errors = new Map<string, ClientError>();
  const masked = new Set<string>();
  const returned = new Set<string>();
  let sensitive = false;
  /** What the `held` fields below the selection in hand can hold; null where nothing says so. */
  let held: readonly string[] | null = null;
  const masksHeld = new Set<string>();
  const deniedHeld = new Set<string>();
  const lifted: Lifted[] = [];
  const liftedTypes: VariableDefinitionNode[] = [];
  const introspection: Selection[] = [];
  const usedNames = new Set<string>();
  let liftedPrefix = 'text';
  while (operation.variableDefinitions?.some((definition) => definition.variable.name.value.startsWith(liftedPrefix))) liftedPrefix += '_';

  const refuse = (selection: Selection, error: GatewayError): FieldNode => {
    const coordinate = error.details.coordinate ?? selection.coordinate;
    const full = new GatewayError(error.code, error.message, { ...error.details, coordinate });
    const key = `${selection.path.join('.')}|${coordinate}`;
    if (!errors.has(key)) errors.set(key, clientError(full, selection.path));
    return fieldNode(selection.key, DENIED_FIELD);
  };

  const argumentsOf = (selection: Selection): ArgumentNode[] =>
    (selection.node.arguments ?? []).map((argument) => {
      if (INLINE_KINDS.has(argument.value.kind)) {
        if (argument.value.kind === Kind.VARIABLE) usedNames.add(argument.value.name.value);
        return argument;
      }
      const definition = selection.field?.args.find((one) => one.name === argument.name.value);
      const name = `${liftedPrefix}${lifted.length}`;
      lifted.push({ name, value: argument.value });
      const type = parseType(String(definition?.type), { noLocation: true });
      liftedTypes.push(variableDefinition(name, type));
      return { kind: Kind.ARGUMENT, name: argument.name, value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } } };
    });

  /** For the audit: a field classified `held` shows what the fields that it can hold would show. */
  const noteHeld = (): void => {
    if (!held) sensitive = true;
    for (const coordinate of held ?? []) {
      const classification = table.get(coordinate);
      const access = classification ? policy.access(principal, classification.dataClass) : 'deny';
      if (access === 'deny') deniedHeld.add(coordinate);
      else (access === 'mask' ? masksHeld : returned).add(coordinate);
      sensitive ||= access !== 'deny' && policy.sensitive.has(classification!.dataClass);
    }
  };

  const rewrite = (selection: Selection): FieldNode | null => {
    const denial = denials.get(selection.index);
    if (denial) return refuse(selection, denial);
    if (!selection.field) {
      if (!tree.introspection.includes(selection)) return fieldNode(selection.key, selection.name);
      if (!principal.scopes.has('schema:read')) return refuse(selection, forbidden(selection.coordinate, { scope: 'schema:read' }));
      introspection.push(selection);
      return null;
    }
    const classification = table.get(selection.coordinate);
    const access = classification ? policy.access(principal, classification.dataClass) : 'deny';
    if (access === 'deny' || !classification) {
      const requires = classification ? policy.requires(principal, classification.dataClass, 'read') : {};
      return refuse(selection, forbidden(selection.coordinate, requires));
    }
    sensitive ||= policy.sensitive.has(classification.dataClass);
    if (classification.dataClass === 'held') noteHeld();
    if (access === 'mask' && classification.mask) {
      masked.add(selection.coordinate);
      return fieldNode(selection.key, maskedFieldName(selection.name), argumentsOf(selection));
    }
    returned.add(selection.coordinate);
    const args = argumentsOf(selection);
    const outside = held;
    held = coordinatesHeld(selection.field, selection.node) ?? outside;
    const selections = selection.children ? selectionSet(selection) : undefined;
    held = outside;
    return fieldNode(selection.key, selection.name, args, selections);
  };
  const rewriteAll = (selections: readonly Selection[]): FieldNode[] => selections.map(rewrite).filter((node) => node !== null);

  const selectionSet = (selection: Selection): SelectionSetNode => {
    const selections: SelectionNode[] = [];
    for (const [type, list] of selection.children ?? []) {
      if (!selection.abstract) selections.push(...rewriteAll(list));
      else if (list.length > 0) selections.push(onType(type, rewriteAll(list)));
    }
    return { kind: Kind.SELECTION_SET, selections };
  };

  const root = rewriteAll(tree.root);
  // Defaults are given with the values: a default is a literal too.
  const used = (operation.variableDefinitions ?? []).filter((definition) => usedNames.has(definition.variable.name.value));
  const rewritten: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: operation.operation,
    variableDefinitions: [...used.map((definition) => ({ ...definition, defaultValue: undefined, directives: [] })), ...liftedTypes],
    selectionSet: { kind: Kind.SELECTION_SET, selections: root },
  };
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [rewritten] };
  return {
    document,
    text: print(document),
    lifted,
    used,
    errors: [...errors.values()],
    masked: [...masked].sort(),
    coordinates: {
      returned: [...returned].sort(),
      masked: [...new Set([...masked, ...masksHeld])].sort(),
      denied: [...new Set([...[...errors.values()].flatMap(({ extensions }) => extensions.coordinate ?? []), ...deniedHeld])].sort(),
      sensitive,
    },
    introspection,
    hasData: root.length > 0,
  };
}

function fieldNode(key: string, name: string, args: readonly ArgumentNode[] = [], selections?: SelectionSetNode): FieldNode {
  return {
    kind: Kind.FIELD,
    name: { kind: Kind.NAME, value: name },
    alias: key === name ? undefined : { kind: Kind.NAME, value: key },
    arguments: args,
    directives: [],
    selectionSet: selections,
  };
}

const onType = (type: GraphQLObjectType, selections: readonly FieldNode[]): SelectionNode => ({
  kind: Kind.INLINE_FRAGMENT,
  typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } },
  directives: [],
  selectionSet: { kind: Kind.SELECTION_SET, selections },
});

const variableDefinition = (name: string, type: TypeNode): VariableDefinitionNode => ({
  kind: Kind.VARIABLE_DEFINITION,
  variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } },
  type,
});

/** The variables that the rewritten document is run with: the request's own, defaults, and the lifted literals. */
export function variablesOf(plan: Plan, operation: OperationDefinitionNode, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const definition of plan.used) {
    const name = definition.variable.name.value;
    if (Object.hasOwn(given, name)) values[name] = given[name];
    else if (definition.defaultValue) values[name] = valueFromASTUntyped(definition.defaultValue);
  }
  if (plan.lifted.length === 0) return values;
  const scope = withDefaults(operation, given);
  for (const { name, value } of plan.lifted) values[name] = untyped(value, scope);
  return values;
}

function withDefaults(operation: OperationDefinitionNode, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    if (Object.hasOwn(given, name)) values[name] = given[name];
    else if (definition.defaultValue) values[name] = valueFromASTUntyped(definition.defaultValue);
  }
  return values;
}

/** A literal as JSON. Variables that were not given leave their object field out, and are null in a list (specification 3.10, 3.11). */
function untyped(node: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  if (node.kind === Kind.VARIABLE) return variables[node.name.value];
  if (node.kind === Kind.LIST) return node.values.map((item) => untyped(item, variables) ?? null);
  if (node.kind !== Kind.OBJECT) return valueFromASTUntyped(node);
  const object: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const field of node.fields) {
    const value = untyped(field.value, variables);
    if (value !== undefined) object[field.name.value] = value;
  }
  return object;
}
