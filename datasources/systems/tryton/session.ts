/** JSON-RPC with a session. Tryton reports errors with HTTP 200 and an ended session with HTTP 401. */
import { statusError, isRow } from '../answers.ts';
import { SourceError, type Asking, type CallKind, type SendUpstream } from '../defineSource.ts';
import { createSession } from '../session.ts';
import type { TrytonSettings } from './settings.ts';

/** The `result` of a call. Rejects with SourceError. */
export type TrytonCall = (method: string, params: readonly unknown[], asking: Asking) => Promise<unknown>;

export function createTrytonCall(system: string, settings: TrytonSettings, send: SendUpstream, now: () => number): TrytonCall {
  const path = settings.database === undefined ? '/' : `/${encodeURIComponent(settings.database)}/`;
  const post = (kind: CallKind, method: string, params: readonly unknown[], { operation, signal }: Asking, authorization?: string) =>
    send({ method: 'POST', operation, kind, path, json: { id: 1, method, params }, ...(authorization && { headers: { authorization } }) }, signal);

  const session = createSession({
    system,
    now,
    async signIn(signal) {
      const answer = await post('signIn', 'common.db.login', [settings.username, { password: settings.password }, 'en'], { operation: 'sign-in', signal });
      if (answer.status !== 200) throw statusError(system, answer.status);
      const result = isRow(answer.body) ? answer.body.result : undefined;
      if (!Array.isArray(result) || result.length < 2) throw new SourceError(system, 'unauthorised', `${system} refused the gateway's sign-in.`);
      return `Session ${Buffer.from(`${settings.username}:${String(result[0])}:${String(result[1])}`).toString('base64')}`;
    },
  });

  return async (method, params, asking) => {
    const answer = await session.run(
      // Every call is a POST; those that only search may be sent again.
      (authorization) => post(method.endsWith('.search_read') ? 'read' : 'write', method, params, asking, authorization),
      ({ status }) => status === 401,
      asking.signal,
    );
    if (answer.status !== 200) throw statusError(system, answer.status);
    if (!isRow(answer.body)) throw new SourceError(system, 'garbage', `${system} answered with something else than JSON-RPC.`);
    if (answer.body.error !== undefined) throw new SourceError(system, 'refused', `${system} refused the call with a JSON-RPC error.`);
    if (!('result' in answer.body)) throw new SourceError(system, 'garbage', `${system} answered with something else than JSON-RPC.`);
    return answer.body.result;
  };
}
