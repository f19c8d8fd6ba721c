/** The Admin API with a bearer token. Vendure reports errors with HTTP 200, a missing session included. */
import { isRow, rowsOf, statusError, type Row } from '../answers.ts';
import { SourceError, type Asking, type CallKind, type SendUpstream, type UpstreamResponse } from '../defineSource.ts';
import { createSession } from '../session.ts';
import type { VendureSettings } from './settings.ts';

/** The `data` of a query. Rejects with SourceError. */
export type VendureQuery = (query: string, variables: Row, asking: Asking) => Promise<Row>;

const LOGIN = 'mutation($username:String!,$password:String!){login(username:$username,password:$password){__typename}}';

/** The codes of `errors[].extensions.code`. */
const errorCodes = ({ body }: UpstreamResponse): unknown[] =>
  isRow(body) ? rowsOf(body.errors).map(({ extensions }) => (isRow(extensions) ? extensions.code : undefined)) : [];

export function createVendureQuery(system: string, settings: VendureSettings, send: SendUpstream, now: () => number): VendureQuery {
  const channel: Record<string, string> = settings.channelToken === undefined ? {} : { 'vendure-token': settings.channelToken };
  const post = (kind: CallKind, query: string, variables: Row, { operation, signal }: Asking, headers: Record<string, string> = {}) =>
    send({ method: 'POST', operation, kind, path: '', json: { query, variables }, headers: { ...channel, ...headers } }, signal);

  const session = createSession({
    system,
    now,
    async signIn(signal) {
      const { username, password } = settings;
      const answer = await post('signIn', LOGIN, { username, password }, { operation: 'sign-in', signal });
      if (answer.status !== 200) throw statusError(system, answer.status);
      const login = isRow(answer.body) && isRow(answer.body.data) ? answer.body.data.login : undefined;
      const token = answer.headers['vendure-auth-token'];
      if (!isRow(login) || login.__typename !== 'CurrentUser' || typeof token !== 'string') {
        throw new SourceError(system, 'unauthorised', `${system} refused the gateway's sign-in.`);
      }
      return token;
    },
  });

  return async (query, variables, asking) => {
    const answer = await session.run(
      // Every call is a POST; queries may be sent again.
      (token) => post(query.startsWith('query') ? 'read' : 'write', query, variables, asking, { authorization: `Bearer ${token}` }),
      (got) => got.status === 401 || errorCodes(got).includes('FORBIDDEN'),
      asking.signal,
    );
    if (answer.status !== 200) throw statusError(system, answer.status);
    if (!isRow(answer.body)) throw new SourceError(system, 'garbage', `${system} answered with something else than GraphQL.`);
    if (answer.body.errors !== undefined) throw new SourceError(system, 'refused', `${system} refused the query with a GraphQL error.`);
    if (!isRow(answer.body.data)) throw new SourceError(system, 'garbage', `${system} answered with something else than GraphQL.`);
    return answer.body.data;
  };
}
