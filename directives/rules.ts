/**
 * Who may call a root field, with which arguments, in graphql-shield's algebra. The engine evaluates these before
 * anything is fetched. Only `rule`, `and`, `or`: shield's `not` grants when the rule inside it throws
 * (reference/security.md M1). What a granted root field shows is decided by policy.yml, field by field.
 */
import type { GraphQLResolveInfo } from 'graphql';
import { and, or, rule } from 'graphql-shield';
import { GatewayError } from '../domain/errors.ts';
import { ROLES, type Principal, type Role, type Scope } from '../domain/principal.ts';

/** What a rule is asked with. */
export interface RuleContext {
  principal: Principal;
  /** Shield keeps verdicts here when told to cache; these rules are not (reference/security.md M4). */
  _shield: { cache: Record<string, never> };
}

/** The part of a shield rule that the engine calls; `debug` lets a thrown error through instead of turning it into false. */
export interface RootRule {
  resolve(parent: object, args: object, context: RuleContext, info: GraphQLResolveInfo, options: { debug: boolean }): Promise<unknown>;
}

type Test = (principal: Principal, args: Readonly<Record<string, unknown>>) => boolean;

/** A rule whose refusal says what would have granted it. */
const grantIf = (name: string, requires: Readonly<Record<string, string>>, test: Test) =>
  rule(name)((_parent: unknown, args: Readonly<Record<string, unknown>>, context: RuleContext) =>
    test(context.principal, args) ? true : new GatewayError('FORBIDDEN', 'You may not call this field.', { requires }),
  );

const roleIs = (...roles: readonly Role[]) =>
  grantIf(`role: ${roles.join(' ')}`, { role: roles.join(' or ') }, (principal) => roles.includes(principal.role));
const hasScope = (scope: Scope) => grantIf(`scope: ${scope}`, { scope }, (principal) => principal.scopes.has(scope));
const isBoundToCustomer = grantIf('token names a customer', { claim: 'customer_id' }, (principal) => principal.customerId !== null);

const staff = ['admin', 'steward', 'manager', 'agent', 'sales', 'marketing'] as const;
const anybody = roleIs(...ROLES);
/** Who answers for which records are one party. */
const isSteward = and(roleIs('admin', 'steward'), hasScope('customer:read'));

/** `Type.field` of every root field -> its rule. A root field without one stops the build. */
export const rootRules: Readonly<Record<string, RootRule>> = {
  'Query.me': anybody,
  // Tells no more than running the document would.
  'Query.access': anybody,
  // The concrete type and the row scope decide.
  'Query.node': anybody,
  'Query.customer': anybody,
  // What may be looked up by is the policy's `lookup`.
  'Query.customerBy': anybody,
  // A chatbot and a customer talk about one customer: there is nothing for them to list.
  'Query.customers': and(roleIs(...staff, 'distributor', 'partner', 'corporate'), hasScope('customer:read')),
  'Query.searchCustomers': and(roleIs(...staff), hasScope('customer:read')),
  // Who carries this number: for those who take and make calls.
  'Query.callerContext': and(roleIs('admin', 'steward', 'manager', 'agent', 'sales'), hasScope('customer:read')),
  'Query.customerContext': and(roleIs(...staff, 'chatbot'), hasScope('customer:read')),
  'Query.order': anybody,
  // A chatbot lists the orders of the customer it is bound to, never everybody's.
  'Query.orders': or(roleIs(...staff, 'distributor', 'partner', 'corporate', 'customer'), and(roleIs('chatbot'), isBoundToCustomer)),
  'Query.tokens': roleIs('admin'),
  'Query.auditEntries': roleIs('admin'),
  'Query.setAside': roleIs('admin'),
  'Query.identityChanges': isSteward,
  'Query.matchReviews': isSteward,
  'Query.identityParameters': isSteward,
  'Query.identityHealth': isSteward,
  // Stewards see to them; a manager looks at how many there are and of what.
  'Query.discrepancies': and(roleIs('admin', 'steward', 'manager'), hasScope('customer:read')),
  'Query.discrepancySummary': and(roleIs('admin', 'steward', 'manager'), hasScope('customer:read')),
  'Mutation.acknowledgeDiscrepancy': isSteward,
  'Mutation.dismissDiscrepancy': isSteward,
  'Mutation.trainIdentityParameters': isSteward,
  'Mutation.dryRunIdentityParameters': isSteward,
  'Mutation.activateIdentityParameters': isSteward,
  // Who is asked by a customer why two orders stand in one list.
  'Query.explainMatch': and(roleIs('admin', 'steward', 'manager', 'agent'), hasScope('customer:read')),
  'Mutation.mergeCustomers': isSteward,
  'Mutation.splitCustomer': isSteward,
  'Mutation.confirmMatch': isSteward,
  'Mutation.rejectMatch': isSteward,
  // Who answers for the quality of the data decides what is shown.
  'Mutation.pinValue': and(roleIs('admin', 'steward'), hasScope('customer:read')),
  'Mutation.unpinValue': and(roleIs('admin', 'steward'), hasScope('customer:read')),
  'Mutation.issueToken': roleIs('admin'),
  'Mutation.rotateToken': roleIs('admin'),
  'Mutation.revokeToken': roleIs('admin'),
  'Mutation.replaySetAside': roleIs('admin'),
  'Mutation.recordInteraction': and(roleIs('admin', 'steward', 'agent', 'sales', 'chatbot'), hasScope('interactions:write')),
  // Who answers calls, and who decides who is who.
  'Mutation.attachInteractions': and(roleIs('admin', 'steward', 'agent'), hasScope('interactions:write')),
  'Mutation.detachInteractions': and(roleIs('admin', 'steward', 'agent'), hasScope('interactions:write')),
  'Subscription.customerChanged': and(roleIs(...staff, 'chatbot', 'customer', 'corporate'), hasScope('customer:read')),
  'Subscription.interactionRecorded': and(roleIs(...staff, 'chatbot', 'customer', 'corporate'), hasScope('customer:read')),
};
