/**
 * A subscription from its beginning to its end. Its source tells only that something may have happened; what is shown of
 * it is decided and read when it is sent, as for a request of that moment: the caller's token is looked at again, the
 * operation planned anew under the policy that stands, and the rows are read within the caller's row scope.
 */
import { createSourceEventStream, execute, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { Policy } from '../../directives/policy.ts';
import { GatewayError, type ErrorCode } from '../../domain/errors.ts';
import type { Principal } from '../../domain/principal.ts';
import { deadlineWithin, withinDeadline } from './deadline.ts';
import { plainProperty } from './executionSchema.ts';
import type { OpenStreams } from './openStreams.ts';
import { rootRefusal, type Prepared } from './prepared.ts';
import { guardedStream, type GuardedStream } from './stream.ts';
import type { EngineBody, EngineResult } from './types.ts';

/** What the engine lends to its subscriptions. */
export interface SubscriptionParts {
  executionSchema: GraphQLSchema;
  streams: OpenStreams;
  eventDeadlineMs: number;
  graceMs: number;
  policy(): Policy;
  now(): number;
  contextFor(principal: Principal, signal: AbortSignal, met: Set<string>, renew: () => Promise<Principal>): unknown;
  /** The operation as it is planned for a caller at this moment. */
  replan(prepared: Prepared, principal: Principal): Promise<Prepared>;
  variables(prepared: Prepared): { values: Record<string, unknown> } | { refusal: EngineResult };
  answer(prepared: Prepared, result: ExecutionResult): EngineBody;
  /** Rejects to end the stream. */
  charge(principal: Principal, cost: number): void | Promise<void>;
  /** Rejects to keep an event back and end the stream. */
  audit(prepared: Prepared, principal: Principal, met: ReadonlySet<string>): void | Promise<void>;
  failure(error: unknown): EngineBody;
}

export interface SubscriptionStart {
  prepared: Prepared;
  principal: Principal;
  /** The client has left, or the host closes. */
  signal: AbortSignal;
  /** The caller as its token has it at this moment. Rejects where it is good no more; left out: nobody can say. */
  again: (() => Principal | Promise<Principal>) | undefined;
}

/** At such a moment nobody can say whether a token is still good. Nothing is told then, and it is asked again. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['STORE_UNAVAILABLE', 'SOURCE_UNAVAILABLE']);
const isPassing = (error: unknown): boolean => error instanceof GatewayError && PASSING.has(error.code);

/** An event of a source that wants to know when it could not be shown, so that it is not lost. */
interface RetriedEvent {
  leftOut(): void;
}
const leaveOut = (event: unknown): void => (event as Partial<RetriedEvent> | null)?.leftOut?.();

const isEvents = (value: object): value is AsyncIterable<unknown> => Symbol.asyncIterator in value;

/** Opens the stream of a subscription whose root field is granted. Throws, or rejects with, STREAM_LIMIT_REACHED. */
export async function openSubscription(parts: SubscriptionParts, start: SubscriptionStart): Promise<EngineResult | GuardedStream> {
  const place = parts.streams.enter(start.principal);
  try {
    const opened = await open(parts, start, () => place.leave());
    if (!('stream' in opened)) place.leave();
    else place.watch(opened.check, start.principal.issuedToken?.id ?? null);
    return 'stream' in opened ? opened.stream : opened;
  } catch (error) {
    place.leave();
    throw error;
  }
}

async function open(parts: SubscriptionParts, { prepared, principal, signal, again }: SubscriptionStart, leave: () => void) {
  const { executionSchema, policy, now } = parts;
  const ended = new AbortController();

  const renew = async (): Promise<Principal> => {
    const caller = again ? await again() : principal;
    if (caller.expiresAtMs <= now()) throw new GatewayError('UNAUTHENTICATED', 'The token has ended.');
    return caller;
  };
  /** Who may see what now. Rejects where the subscription itself is allowed no more. */
  const renewed = async (): Promise<{ caller: Principal; current: Prepared }> => {
    const caller = await renew();
    const current = await parts.replan(prepared, caller);
    const refusal = rootRefusal(current);
    if (!refusal) return { caller, current };
    const { code, requestId: _requestId, ...details } = refusal.extensions;
    throw new GatewayError(code, refusal.message, details);
  };

  /** The event as it is shown to this caller; null where it is none for it, or could not be read in time. */
  const show = async (event: unknown, caller: Principal, current: Prepared, met: Set<string>): Promise<ExecutionResult | null> => {
    const ready = parts.variables(current);
    if ('refusal' in ready) return null;
    const deadline = deadlineWithin(ended.signal, parts.eventDeadlineMs);
    try {
      const running = execute({
        schema: executionSchema,
        document: current.plan.document,
        rootValue: event,
        contextValue: parts.contextFor(caller, deadline.signal, met, renew),
        variableValues: ready.values,
        fieldResolver: plainProperty,
      });
      const result = running instanceof Promise ? await withinDeadline(running, deadline.signal, parts.graceMs) : running;
      if (result === 'late') {
        leaveOut(event);
        return null;
      }
      const key = current.operation.tree.root[0]?.key ?? '';
      if (result.data?.[key] != null) return result;
      // For the log: a field that fails by itself tells the client nothing of what happened to whom.
      if (result.errors?.length) {
        parts.answer(current, result);
        leaveOut(event);
      }
      return null;
    } finally {
      deadline.release();
    }
  };

  const answer = async (event: unknown): Promise<EngineBody | null> => {
    for (;;) {
      const met = new Set<string>();
      const { caller, current } = await renewed();
      const result = await show(event, caller, current, met);
      if (!result) return null;
      // Reading takes time: what was allowed when it began may not be so any more.
      if (policy().hash !== current.policy.hash) continue;
      await parts.charge(caller, current.cost);
      await parts.audit(current, caller, met);
      if (policy().hash === current.policy.hash) return parts.answer(current, result);
    }
  };

  const ready = parts.variables(prepared);
  if ('refusal' in ready) return ready.refusal;
  const source = await createSourceEventStream({
    schema: executionSchema,
    document: prepared.plan.document,
    contextValue: parts.contextFor(principal, ended.signal, new Set(), renew),
    variableValues: ready.values,
    fieldResolver: plainProperty,
  });
  if (!isEvents(source)) return { status: 200, body: parts.answer(prepared, { ...source, data: null }) };

  const stream = guardedStream(source[Symbol.asyncIterator](), {
    answer: (event) =>
      answer(event).catch((error: unknown) => {
        if (!isPassing(error)) throw error;
        leaveOut(event);
        return null;
      }),
    failure: parts.failure,
    signal,
    onEnd() {
      ended.abort();
      leave();
    },
  });
  let checkedUnder = prepared.policy.hash;
  /** A provider's token says the same as long as the policy does; an issued one may have been revoked. */
  const hasChanged = (): boolean => principal.issuedToken !== null || principal.expiresAtMs <= now() || policy().hash !== checkedUnder;
  const check = async (): Promise<void> => {
    if (!hasChanged()) return;
    try {
      checkedUnder = (await renewed()).current.policy.hash;
    } catch (error) {
      if (!isPassing(error)) stream.stop(error);
    }
  };
  return { stream, check };
}
