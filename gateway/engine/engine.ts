import type { ExecutionResult, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { buildClassTable } from '../../directives/classified.ts';
import { buildCostTable } from '../../directives/cost.ts';
import { checkPolicyFits, type Policy } from '../../directives/policy.ts';
import { buildInputNeeds } from '../../directives/reads.ts';
import { rootRules } from '../../directives/rules.ts';
import { auditUnavailable, type ReadOutcome } from '../../domain/audit.ts';
import { GatewayError, type ErrorCode } from '../../domain/errors.ts';
import type { Principal } from '../../domain/principal.ts';
import { clientError, executionErrors, internalError, logDefect, retryHeaders, type ClientError, type ErrorLogger } from '../errors.ts';
import { accessReport, refusalOfDocument, variablesOfText } from './access.ts';
import { DEFAULT_GRACE_MS, deadlineExceeded, deadlineWithin, withinDeadline } from './deadline.ts';
import { createDocuments, isRefused } from './documents.ts';
import { createExecutables } from './executable.ts';
import { buildExecutionSchema } from './executionSchema.ts';
import { LOOK_UP_FIELDS, type EngineGates } from './gates.ts';
import { argumentsOf, refusalOf } from './guards.ts';
import { checkVariables } from './inputs.ts';
import { introspect } from './introspection.ts';
import { DEFAULT_LIMITS, type EngineLimits } from './limits.ts';
import { createPreparedOperations, type PreparedOperation } from './operations.ts';
import { createOpenStreams, DEFAULT_STREAM_LIMITS, type Every, type StreamLimits } from './openStreams.ts';
import { makePlan, variablesOf, type Denial, type Plan } from './plan.ts';
import { rootRefusal, type PlanEntry, type Prepared } from './prepared.ts';
import { costOfRefusal } from './refusalCost.ts';
import { checkRegistered, type RegisteredDocuments } from './registered.ts';
import { checkRulesCover, verdictOf, type RootRules } from './rules.ts';
import { openSubscription, type SubscriptionParts } from './subscription.ts';
import { noteCodes, type RequestTrail } from '../telemetry/trail.ts';
import type { Engine, EngineBody, EngineRequest, EngineResult } from './types.ts';
import { coerceVariables } from './variables.ts';

export type { Engine, EngineBody, EngineRequest, EngineResult, ExecuteOptions } from './types.ts';

export interface EngineOptions {
  /** Executable, from makeExecutableSchema over `schema/load.ts` and the resolver map. */
  schema: GraphQLSchema;
  /** The policy as it stands now; asked for every request. */
  policy(): Policy;
  limits?: Partial<EngineLimits>;
  /** Documents that are registered; all must be valid. `only`: no other is answered. */
  documents?: { registered: RegisteredDocuments; only: boolean };
  /**
   * What resolvers get as their third argument. `met`: takes the ids of the customers that the answer may tell of;
   * `renew`: in a subscription, the caller as its token and the policy have it now, or a rejection.
   */
  contextFor(principal: Principal, signal: AbortSignal, met: Set<string>, renew?: () => Promise<Principal>): unknown;
  /** What else an operation must pass. */
  gates?: EngineGates;
  logger: ErrorLogger;
  /** Who may call a root field; the rules of `directives/rules.ts` if left out. */
  rules?: RootRules;
  streams?: Partial<StreamLimits>;
  /** How long an answer is waited for after its signal has fired. */
  graceMs?: number;
  /** The clock of the rounds over open streams. */
  every?: Every;
  now?(): number;
}

const PLAN_CACHE_BYTES = 128 * 1024 * 1024;
/** Of the rewritten document's text, its tree and what it compiles to: 70 to 200 measured. */
const BYTES_PER_PLAN_CHARACTER = 230;
const BYTES_PER_PLAN = 6_000;

const refused = (status: number, errors: readonly ClientError[], headers?: Readonly<Record<string, string>>): EngineResult => ({
  status,
  ...(headers ? { headers } : {}),
  body: { errors },
});

const notePlan = (trail: RequestTrail, { coordinates: { returned, masked, denied } }: Plan): void => {
  trail.coordinates = returned.length + masked.length + denied.length;
  trail.plannedToMs = performance.now();
};

/** Of a whole operation that is refused with this code. */
const statusOf = (code: ErrorCode): number => REFUSAL_STATUS[code] ?? 400;
const REFUSAL_STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  RATE_LIMITED: 429, LOOKUP_LIMIT_REACHED: 429, STREAM_LIMIT_REACHED: 429, RATE_LIMIT_UNAVAILABLE: 503, AUDIT_UNAVAILABLE: 503, STORE_UNAVAILABLE: 503, DEADLINE_EXCEEDED: 504,
};

/**
 * Makes the engine. Throws, naming each fault, where a field has no class, a list no bound, a root field no rule, or the
 * policy does not fit the schema.
 */
export function createEngine(options: EngineOptions): Engine {
  const { schema, logger, gates = {} } = options;
  const limits: EngineLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const streamLimits: StreamLimits = { ...DEFAULT_STREAM_LIMITS, ...options.streams };
  const streams = createOpenStreams(streamLimits, options.every);
  const graceMs = options.graceMs ?? DEFAULT_GRACE_MS;
  const rules = options.rules ?? rootRules;
  const now = options.now ?? Date.now;
  const table = buildClassTable(schema);
  checkPolicyFits(options.policy(), table);
  checkRulesCover(schema, rules);
  const executionSchema = buildExecutionSchema(schema, table);
  const documents = createDocuments(schema, limits);
  const { registered, only: onlyRegistered } = options.documents ?? { registered: undefined, only: false };
  if (registered) checkRegistered(registered, documents);
  const operations = createPreparedOperations(schema, buildCostTable(schema), buildInputNeeds(schema));
  const executables = createExecutables(executionSchema);
  const plans = new LRUCache<string, PlanEntry>({
    maxSize: PLAN_CACHE_BYTES,
    sizeCalculation: ({ plan }, key) => BYTES_PER_PLAN + key.length * 2 + plan.text.length * BYTES_PER_PLAN_CHARACTER,
  });

  /** Refusals that depend on arguments: of root rules and of guarded inputs. Null if there are none. */
  const findDenials = async (
    operation: PreparedOperation,
    variables: Readonly<Record<string, unknown>>,
    policy: Policy,
    principal: Principal,
  ): Promise<Map<number, Denial> | null> => {
    let denials: Map<number, Denial> | null = null;
    for (const selection of operation.tree.root) {
      if (!selection.field) continue;
      const rule = rules[selection.coordinate];
      const denial = rule
        ? await verdictOf(rule, selection.coordinate, argumentsOf(selection, variables), principal, logger)
        : new GatewayError('FORBIDDEN', 'You may not call this field.');
      if (denial) (denials ??= new Map()).set(selection.index, denial);
    }
    for (const { selection, needs } of operation.guards) {
      if (denials?.has(selection.index)) continue;
      const denial = refusalOf(needs(variables), selection, policy, principal);
      if (denial) (denials ??= new Map()).set(selection.index, denial);
    }
    return denials;
  };

  const planFor = (operation: PreparedOperation, policy: Policy, principal: Principal, denials: Map<number, Denial> | null): PlanEntry => {
    let key = `${operation.id}|${policy.hash}|${principal.fingerprint}`;
    if (denials) for (const [index, denial] of denials) key += `|${index}:${denial.code}:${JSON.stringify(denial.details)}`;
    let entry = plans.get(key);
    if (!entry) {
      const plan = makePlan({ table, policy, principal }, operation.operation, operation.tree, denials ?? new Map());
      entry = { plan, executable: executables.get(plan.text, plan.document, operation.compilable) };
      plans.set(key, entry);
    }
    return entry;
  };

  const choose = (candidates: readonly OperationDefinitionNode[], name: string | null | undefined): OperationDefinitionNode | undefined =>
    name ? candidates.find((operation) => operation.name?.value === name) : candidates.length === 1 ? candidates[0] : undefined;

  /** Everything before the run, unpaid where it ends before its cost is known. A result is a refusal. */
  const tryToPrepare = async (request: EngineRequest, principal: Principal, kinds: readonly string[], trail?: RequestTrail, runs = true): Promise<Prepared | EngineResult> => {
    if (trail) trail.plannedFromMs = performance.now();
    if (onlyRegistered && !registered?.has(request.query)) throw new GatewayError('DOCUMENT_NOT_REGISTERED', 'Only registered documents are answered here.');
    const document = documents.get(request.query);
    if (isRefused(document)) return refused(400, document.errors);
    const chosen = choose(document.operations, request.operationName);
    if (!chosen) {
      const message = request.operationName ? 'The document has no operation of this name.' : 'Name the operation to run (operationName).';
      return refused(400, [clientError(new GatewayError('OPERATION_RESOLUTION_FAILURE', message))]);
    }
    if (trail) {
      trail.kind = chosen.operation;
      trail.operationName = chosen.name?.value ?? null;
    }
    if (!kinds.includes(chosen.operation)) {
      // GET runs neither kind, whatever it accepts.
      const subscription = chosen.operation === 'subscription' && kinds.includes('mutation');
      const message = subscription ? 'Subscriptions are served as server-sent events: send Accept: text/event-stream.' : 'GET runs queries only: use POST.';
      const error = clientError(new GatewayError('OPERATION_RESOLUTION_FAILURE', message));
      return refused(subscription ? 406 : 405, [error], subscription ? undefined : { allow: 'POST' });
    }
    const given = request.variables ?? {};
    checkVariables(chosen.variableDefinitions ?? [], given, limits);
    const coercion = coerceVariables(schema, chosen.variableDefinitions ?? [], given);
    if ('errors' in coercion) return refused(400, coercion.errors.map((error) => clientError(error)));
    const operation = operations.get(document, chosen, coercion.values);
    const cost = operation.cost(coercion.values);
    if (trail) trail.cost = cost;
    if (cost > limits.maxCost) {
      const message = `The query may cost ${Math.ceil(cost)}, more than the ${limits.maxCost} allowed: ask for shorter pages or fewer lists.`;
      return refused(400, [clientError(new GatewayError('QUERY_TOO_COMPLEX', message))]);
    }
    if (gates.charge) await gates.charge(principal, cost);
    const policy = options.policy();
    const denials = await findDenials(operation, coercion.values, policy, principal);
    if (runs && gates.countLookUps) {
      const asked = operation.tree.root.filter(({ coordinate, index }) => LOOK_UP_FIELDS.has(coordinate) && !denials?.has(index));
      const lookUps = asked.map((selection) => ({ coordinate: selection.coordinate, args: argumentsOf(selection, coercion.values) }));
      if (lookUps.length > 0) await gates.countLookUps(principal, lookUps);
    }
    const entry = planFor(operation, policy, principal, denials);
    if (trail) notePlan(trail, entry.plan);
    return { ...entry, operation, given, values: coercion.values, policy, cost, requestId: trail?.requestId ?? randomUUID() };
  };

  /** Everything before the run; a refusal is paid for too. */
  const prepare: typeof tryToPrepare = async (request, principal, kinds, trail, runs) => {
    const pay = (codes: readonly ErrorCode[]) => gates.charge?.(principal, costOfRefusal(request.query, codes));
    try {
      const prepared = await tryToPrepare(request, principal, kinds, trail, runs);
      if (!('plan' in prepared)) await pay((prepared.body.errors ?? []).map(({ extensions }) => extensions.code));
      return prepared;
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'QUERY_TOO_COMPLEX') await pay([error.code]);
      throw error;
    }
  };

  const answer = (prepared: Prepared, result: ExecutionResult): EngineBody => {
    const { plan, operation } = prepared;
    const errors = result.errors?.length ? [...plan.errors, ...executionErrors(result.errors, () => prepared.requestId, logger)] : plan.errors;
    let data = result.data as Record<string, unknown> | null;
    if (plan.introspection.length > 0 && data) {
      const granted = introspect(schema, operation.operation, operation.fragments.values(), plan.introspection, prepared.given);
      const merged = Object.create(null) as Record<string, unknown>;
      for (const { key } of operation.tree.root) merged[key] = key in granted ? granted[key] : data[key];
      data = merged;
    }
    const body: EngineBody = errors.length > 0 ? { errors, data } : { data };
    if (plan.masked.length > 0) body.extensions = { masked: plan.masked };
    return body;
  };

  const runVariables = (prepared: Prepared): { values: Record<string, unknown> } | { refusal: EngineResult } => {
    const { plan, operation, given } = prepared;
    const values = variablesOf(plan, operation.operation, given);
    if (plan.lifted.length === 0) return { values };
    // Lifted literals can hold variables; graphql-jit does not enforce @oneOf.
    const definitions = plan.document.definitions[0]?.kind === 'OperationDefinition' ? plan.document.definitions[0].variableDefinitions : [];
    const coercion = coerceVariables(executionSchema, definitions ?? [], values);
    if (!('errors' in coercion)) return { values };
    return { refusal: refused(400, [clientError(new GatewayError('BAD_USER_INPUT', 'An argument has an invalid value.'))]) };
  };

  const failed = (error: unknown, requestId: string = randomUUID()): EngineResult => {
    if (error instanceof GatewayError && error.code !== 'INTERNAL') return refused(statusOf(error.code), [clientError(error)], retryHeaders(error));
    logDefect(logger, error, { requestId });
    return refused(500, [internalError(undefined, requestId)]);
  };

  const audited = (prepared: Prepared, principal: Principal, met: ReadonlySet<string>, outcome: ReadOutcome): void | Promise<void> =>
    gates.audit?.({
      atMs: now(),
      requestId: prepared.requestId,
      principal,
      policyHash: prepared.policy.hash,
      operation: prepared.operation.operation.operation,
      coordinates: prepared.plan.coordinates,
      customers: [...met],
      outcome,
    });

  const run = async (prepared: Prepared, principal: Principal, signal: AbortSignal): Promise<EngineResult> => {
    const met = new Set<string>();
    // What failed half-way may have changed something, and says by its kind that somebody is there.
    const result = await runMeeting(prepared, principal, signal, met).catch((error: unknown) => failed(error, prepared.requestId));
    const written = audited(prepared, principal, met, result.status === 200 ? 'answered' : 'failed');
    // A store that hangs is waited for no longer than a source is; the entry is written when it answers again.
    if (!written || (await withinDeadline(written, signal, graceMs)) !== 'late') return result;
    return result.status === 200 ? failed(auditUnavailable()) : result;
  };

  const runMeeting = async (prepared: Prepared, principal: Principal, signal: AbortSignal, met: Set<string>): Promise<EngineResult> => {
    if (!prepared.plan.hasData) return { status: 200, body: answer(prepared, { data: {} }) };
    const ready = runVariables(prepared);
    if ('refusal' in ready) return ready.refusal;
    const running = prepared.executable.run(options.contextFor(principal, signal, met), ready.values);
    const result = running instanceof Promise ? await withinDeadline(running, signal, graceMs) : running;
    if (result === 'late') return refused(504, [clientError(deadlineExceeded())]);
    if (result.data === undefined) return refused(400, [clientError(new GatewayError('BAD_USER_INPUT', 'An argument has an invalid value.'))]);
    return { status: 200, body: answer(prepared, result) };
  };

  const subscriptions: SubscriptionParts = {
    executionSchema, streams, now, answer,
    eventDeadlineMs: streamLimits.eventDeadlineMs,
    graceMs,
    policy: () => options.policy(),
    contextFor: (...args) => options.contextFor(...args),
    async replan(prepared, principal) {
      const policy = options.policy();
      const denials = await findDenials(prepared.operation, prepared.values, policy, principal);
      return { ...prepared, ...planFor(prepared.operation, policy, principal, denials), policy };
    },
    variables: runVariables,
    charge: (principal, cost) => gates.charge?.(principal, cost),
    audit: (prepared, principal, met) => audited(prepared, principal, met, 'answered'),
    failure: (error) => failed(error).body,
  };

  const execute: Engine['execute'] = async (request, principal, { signal, allowMutation, trail }) => {
    let result: EngineResult;
    try {
      const prepared = await prepare(request, principal, allowMutation ? ['query', 'mutation'] : ['query'], trail);
      result = 'plan' in prepared ? await run(prepared, principal, signal) : prepared;
    } catch (error) {
      result = failed(error, trail?.requestId);
    }
    noteCodes(trail, result.body);
    return result;
  };

  return {
    schema,
    table,
    registeredText: (sha256Hash) => registered?.byHash(sha256Hash),
    execute,
    async explain({ document, operationName, variables }, principal) {
      const request = { query: document, operationName, variables: variablesOfText(variables) };
      const prepared = await prepare(request, principal, ['query', 'mutation', 'subscription'], undefined, false);
      if (!('plan' in prepared)) throw refusalOfDocument(prepared);
      return accessReport(prepared.plan, prepared.operation.tree, table, prepared.cost);
    },
    async subscribe(request, principal, { signal, allowMutation, again, trail }) {
      const noted = (result: EngineResult): EngineResult => {
        noteCodes(trail, result.body);
        return result;
      };
      try {
        const prepared = await prepare(request, principal, allowMutation ? ['query', 'mutation', 'subscription'] : ['query'], trail);
        if (!('plan' in prepared)) return noted(prepared);
        if (prepared.operation.operation.operation !== 'subscription') {
          const deadline = deadlineWithin(signal, streamLimits.eventDeadlineMs);
          return noted(await run(prepared, principal, deadline.signal).finally(deadline.release));
        }
        const root = prepared.operation.tree.root[0];
        if (root && rootRefusal(prepared)) {
          await audited(prepared, principal, new Set(), 'answered');
          return noted({ status: 200, body: answer(prepared, { data: { [root.key]: null } }) });
        }
        const opened = await openSubscription(subscriptions, { prepared, principal, signal, again });
        return 'body' in opened ? noted(opened) : opened;
      } catch (error) {
        return noted(failed(error, trail?.requestId));
      }
    },
    recheckStreams: (tokenId) => streams.recheck(tokenId),
  };
}
