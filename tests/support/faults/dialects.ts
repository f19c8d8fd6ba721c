/** What a fault server has to know of each system: sign-ins, kinds of calls, how it tells errors, where its rows are. */
import { PAYLOAD_SECRET, type System } from './types.ts';

type Row = Record<string, unknown>;

interface Dialect {
  isSignIn(path: string, body: string): boolean;
  /** Which kind of records a call asks for. */
  operation(path: string, body: string): string;
  /** Its error with HTTP 200. */
  error: unknown;
  /** JSON that it never answers with. */
  wrongShape: unknown;
  /** The rows in its answer, and which of their fields they are known by. */
  rows(answer: never): Row[];
  key(operation: string): string;
}

export const DIALECTS: Readonly<Record<System, Dialect>> = {
  tryton: {
    isSignIn: (_path, body) => body.includes('common.db.login'),
    operation: (_path, body) => /"method":"model\.([\w.]+)\./.exec(body)?.[1] ?? '',
    error: { id: 1, error: ['UserError', [`${PAYLOAD_SECRET} may not be read.`, '', null]] },
    wrongShape: { id: 1, result: { rows: PAYLOAD_SECRET } },
    rows: ({ result }: { result: Row[] }) => result,
    key: () => 'id',
  },
  rt: {
    isSignIn: (path) => path.startsWith('/REST/1.0/'),
    operation: (path) => /^\/REST\/2\.0\/(\w+)/.exec(path)?.[1] ?? '',
    error: { message: `Bad query: ${PAYLOAD_SECRET}` },
    wrongShape: { items: { first: PAYLOAD_SECRET } },
    rows: ({ items }: { items: Row[] }) => items,
    key: (operation) => (operation === 'users' ? 'Name' : 'id'),
  },
  vendure: {
    isSignIn: (_path, body) => body.includes('login(username'),
    operation: (_path, body) => /\{(customers|orders)\(/.exec(body)?.[1] ?? '',
    error: { errors: [{ message: PAYLOAD_SECRET, extensions: { code: 'INTERNAL_SERVER_ERROR' } }], data: null },
    wrongShape: { data: { customers: PAYLOAD_SECRET, orders: PAYLOAD_SECRET } },
    rows: ({ data }: { data: Record<string, { items: Row[] }> }) => Object.values(data).flatMap(({ items }) => items),
    key: () => 'id',
  },
  ghost: {
    // Made by the gateway itself.
    isSignIn: () => false,
    operation: (path) => /^\/ghost\/api\/admin\/(members(?:\/events)?)\//.exec(path)?.[1] ?? '',
    error: { errors: [{ message: PAYLOAD_SECRET, type: 'InternalServerError', context: null, code: 'UNEXPECTED_ERROR' }] },
    wrongShape: { members: PAYLOAD_SECRET, events: { first: PAYLOAD_SECRET } },
    rows: ({ members, events }: { members?: Row[]; events?: Row[] }) => members ?? (events ?? []).map(({ data }) => data as Row),
    key: () => 'id',
  },
};
