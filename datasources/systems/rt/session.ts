/**
 * REST 2 with a login cookie: a password or token costs RT 0.46 s per call, a cookie 0.03 s. RT sends an expired cookie
 * to its login page (302), so that counts as 401 does.
 */
import { isRow, rowsOf, statusError, type Row } from '../answers.ts';
import { SourceError, type Asking, type SendUpstream, type UpstreamRequest } from '../defineSource.ts';
import { createSession } from '../session.ts';
import type { RtSettings } from './settings.ts';

export interface RtPage {
  items: Row[];
  /** Pages in all, or null where RT does not tell. */
  pages: number | null;
}

/** A list of REST 2. `path` is below /REST/2.0. Rejects with SourceError. */
export type RtList = (request: Pick<UpstreamRequest, 'method' | 'path' | 'json'>, asking: Asking) => Promise<RtPage>;

export function createRtList(system: string, settings: RtSettings, send: SendUpstream, now: () => number): RtList {
  const session = createSession({
    system,
    now,
    async signIn(signal) {
      // The login page looks the same for a good and a wrong password; REST 1 says which in its first line.
      const answer = await send({ method: 'POST', operation: 'sign-in', kind: 'signIn', path: '/REST/1.0/', form: { user: settings.username, pass: settings.password } }, signal);
      if (answer.status !== 200) throw statusError(system, answer.status);
      const cookies = answer.headers['set-cookie'];
      const cookie = (Array.isArray(cookies) ? cookies : [cookies]).map((line) => line?.split(';', 1)[0]).find((pair) => pair?.startsWith('RT_SID'));
      if (!/^RT\/\S+ 200 /.test(answer.text) || !cookie) throw new SourceError(system, 'unauthorised', `${system} refused the gateway's sign-in.`);
      return cookie;
    },
  });

  return async (request, { operation, signal }) => {
    const answer = await session.run(
      // A search is a POST that only asks.
      (cookie) => send({ ...request, operation, kind: 'read', path: `/REST/2.0${request.path}`, headers: { cookie } }, signal),
      ({ status }) => status === 401 || status === 302,
      signal,
    );
    if (answer.status !== 200) throw statusError(system, answer.status);
    if (!isRow(answer.body) || !Array.isArray(answer.body.items)) throw new SourceError(system, 'garbage', `${system} answered with something else than a list.`);
    return { items: rowsOf(answer.body.items), pages: typeof answer.body.pages === 'number' ? answer.body.pages : null };
  };
}
