/** The gateway with one permission opened: what the matrix must notice. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kind, type ConstDirectiveNode, type GraphQLField, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { parseDocument } from 'yaml';
import { buildClassTable, UNDENIABLE_CLASSES, type ClassTable } from '../../directives/classified.ts';
import { parsePolicy, type Policy } from '../../directives/policy.ts';
import { DATA_CLASSES, ROLES, type DataClass, type Role } from '../../domain/principal.ts';
import { createEngine, type Engine } from '../../gateway/engine/engine.ts';
import { shippedPolicy } from './callers.ts';
import { AMPLE_LIMITS, principalOf } from './engine.ts';
import { mayCall, type Who } from './expected.ts';
import { spread } from './paths.ts';

/** One change. */
export interface Mutant {
  name: string;
  /** The field that it is about; null for a cell of the policy. */
  coordinate: string | null;
  /** The role and kind of data of a cell. */
  cell: { role: Role; dataClass: DataClass } | null;
  /** Runs with the change in place. */
  run<T>(use: (changed: { table: ClassTable; policy: Policy; engine: Engine }) => Promise<T>): Promise<T>;
}

const policyText = readFileSync(join(__dirname, '../../policy.yml'), 'utf8');

function policyWith({ role, dataClass }: { role: Role; dataClass: DataClass }): Policy {
  const document = parseDocument(policyText);
  document.setIn(['roles', role, 'classes', dataClass], 'allow');
  return parsePolicy(document.toString());
}

/**
 * The engine of a changed gateway. What the build checks is left out: it would notice some of the changes (a policy that
 * masks a kind without any mask), and here the assertions are to notice them all.
 */
function engineOf(schema: GraphQLSchema, policy: Policy): Engine {
  let built = false;
  const unmasked: Policy = { ...policy, written: () => 'allow' };
  const engine = createEngine({
    schema,
    policy: () => (built ? policy : unmasked),
    contextFor: (principal, signal) => ({ principal, signal }),
    logger: { error: () => undefined },
    limits: AMPLE_LIMITS,
  });
  built = true;
  return engine;
}

type Change = (directive: ConstDirectiveNode) => ConstDirectiveNode;

const toPublic: Change = (directive) => ({
  ...directive,
  arguments: directive.arguments?.map((argument) => (argument.name.value === 'as' ? { ...argument, value: { kind: Kind.ENUM, value: 'public' } } : argument)),
});
const withoutMask: Change = (directive) => ({ ...directive, arguments: directive.arguments?.filter((argument) => argument.name.value !== 'mask') });

function fieldMutant(schema: GraphQLSchema, coordinate: string, name: string, change: Change): Mutant {
  const [type = '', fieldName = ''] = coordinate.split('.');
  const field = (schema.getType(type) as GraphQLObjectType).getFields()[fieldName] as GraphQLField<unknown, unknown>;
  return {
    name,
    coordinate,
    cell: null,
    async run(use) {
      const original = field.astNode;
      if (!original) throw new Error(`${coordinate} has no declaration.`);
      field.astNode = { ...original, directives: original.directives?.map((one) => (one.name.value === 'classified' ? change(one) : one)) };
      try {
        return await use({ table: buildClassTable(schema), policy: shippedPolicy, engine: engineOf(schema, shippedPolicy) });
      } finally {
        field.astNode = original;
      }
    },
  };
}

/** Each field's class set to public, each mask to none, each denied or masked cell of the policy to allow. */
export function mutantsOf(schema: GraphQLSchema, table: ClassTable): Mutant[] {
  const fields = [...table].map(([coordinate]) => fieldMutant(schema, coordinate, `${coordinate} made public`, toPublic));
  const masks = [...table].filter(([, { mask }]) => mask).map(([coordinate]) => fieldMutant(schema, coordinate, `${coordinate} without its mask`, withoutMask));
  const ruled = DATA_CLASSES.filter((dataClass) => !UNDENIABLE_CLASSES.has(dataClass) && dataClass !== 'held');
  const closed = ROLES.flatMap((role) => ruled.filter((dataClass) => shippedPolicy.written(role, dataClass) !== 'allow').map((dataClass) => ({ role, dataClass })));
  const cells = closed.map((cell): Mutant => ({
    name: `${cell.role} allowed ${cell.dataClass}`,
    coordinate: null,
    cell,
    async run(use) {
      const policy = policyWith(cell);
      return use({ table, policy, engine: engineOf(schema, policy) });
    },
  }));
  return [...fields, ...masks, ...cells];
}

/** Reachable fields with their decisions, by all decisions: few changes change any. */
const reachedBy = new Map<string, string>();

/** What a caller gets of every field that it can reach, as one text: equal texts are equal decisions. */
export function decisionsOf(schema: GraphQLSchema, who: Who, table: ClassTable, policy: Policy): string {
  const principal = principalOf(who);
  const decided = new Map([...table].map(([coordinate, { dataClass, mask }]) => {
    const access = mayCall(who, coordinate) ? policy.access(principal, dataClass) : 'deny';
    return [coordinate, access === 'mask' && !mask ? 'allow' : access];
  }));
  const lines = [...decided].map(([coordinate, decision]) => `${coordinate} ${decision}`);
  const all = lines.join('\n');
  let reachable = reachedBy.get(all);
  if (reachable === undefined) {
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter((type) => type != null);
    const types = new Set(roots.flatMap((root) => [root.name, ...spread(schema, root, (coordinate) => decided.get(coordinate) !== 'deny').keys()]));
    reachable = lines.filter((line) => types.has(line.slice(0, line.indexOf('.')))).join('\n');
    reachedBy.set(all, reachable);
  }
  return reachable;
}
