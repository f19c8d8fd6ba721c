import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import type { RootRule } from '../../directives/rules.ts';
import { GatewayError } from '../../domain/errors.ts';
import type { Principal } from '../../domain/principal.ts';
import { logDefect, type ErrorLogger } from '../errors.ts';

/** The rules of root fields, by coordinate. */
export type RootRules = Readonly<Record<string, RootRule>>;

/** Refuses a schema with a root field that no rule speaks of, and rules of fields that do not exist. Throws an Error naming each. */
export function checkRulesCover(schema: GraphQLSchema, rules: RootRules): void {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter((type) => type != null);
  const coordinates = roots.flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
  const faults = [
    ...coordinates.filter((one) => !Object.hasOwn(rules, one)).map((one) => `${one} has no rule: say in directives/rules.ts who may call it.`),
    ...Object.keys(rules).filter((one) => !coordinates.includes(one)).map((one) => `directives/rules.ts has a rule for ${one}, which the schema does not have.`),
  ];
  if (faults.length > 0) throw new Error(`The schema cannot be served:\n- ${faults.join('\n- ')}`);
}

/**
 * Asks a root field's rule. Null if granted; FORBIDDEN if it says no; POLICY_UNAVAILABLE, never a grant, if it throws.
 * Shield's own verdict would not tell the last two apart (reference/security.md M5): `debug` lets the throw through.
 */
export async function verdictOf(
  rule: RootRule,
  coordinate: string,
  args: Record<string, unknown>,
  principal: Principal,
  logger: ErrorLogger,
): Promise<GatewayError | null> {
  try {
    const verdict = await rule.resolve({}, args, { principal, _shield: { cache: {} } }, {} as GraphQLResolveInfo, { debug: true });
    if (verdict === true) return null;
    if (verdict instanceof GatewayError) return new GatewayError(verdict.code, verdict.message, { coordinate, ...verdict.details });
    return new GatewayError('FORBIDDEN', 'You may not call this field.', { coordinate });
  } catch (error) {
    logDefect(logger, error, { coordinate });
    return new GatewayError('POLICY_UNAVAILABLE', 'Whether you may call this field could not be decided.', { coordinate });
  }
}
