/** From a verified token's payload to claims, as the issuer's configuration says: the only place that reads a payload. */
import { ROLES, SCOPES, type Role, type Scope } from '../../domain/principal.ts';
import { AuthenticationError, type Claims } from '../principal.ts';

/** Where one thing that we need to know of a caller comes from. */
export type ClaimSource =
  | {
      /** Name of a claim, or the way to it within objects (`realm_access.role`). A claim of the whole name goes first. */
      claim: string;
      /** The claim's values (each word of a list) -> ours. Any other value refuses the token. */
      map: ReadonlyMap<string, string> | null;
      /** True: a token without it is refused. */
      required: boolean;
    }
  /** The same for every token of the issuer. */
  | { value: string };

/** What we need to know of a caller beside its subject (`sub`) and the token's end (`exp`). */
export type ClaimName = Exclude<keyof Claims, 'subject' | 'expiresAtMs'>;
export type ClaimRules = Readonly<Record<ClaimName, ClaimSource>>;

type Payload = Readonly<Record<string, unknown>>;

const MAX_CLAIM_LENGTH = 200;
const MAX_SCOPES_LENGTH = 4_000;
const NO_CONTROL = /^[^\p{Cc}]+$/u;
const WORDS = /^[\w .:-]+$/;
const WORD = /^[\w.-]+$/;

/** The claims of the names that are used where an issuer's configuration says nothing else. */
export const DEFAULT_CLAIMS: Readonly<Record<ClaimName, string>> = {
  role: 'role', scopes: 'scope', customer: 'customer_id', account: 'account', distributor: 'distributor', territory: 'territory',
  purpose: 'purpose', onBehalfOf: 'on_behalf_of', channel: 'channel',
};

const unusable = (claim: string): AuthenticationError => new AuthenticationError(`The token's claim ${claim} cannot be used.`);

/** Own properties only: a payload is JSON of anybody's making. */
function find(payload: Payload, path: string): unknown {
  if (Object.hasOwn(payload, path)) return payload[path];
  let at: unknown = payload;
  for (const part of path.split('.')) {
    if (typeof at !== 'object' || at === null || Array.isArray(at) || !Object.hasOwn(at, part)) return undefined;
    at = (at as Payload)[part];
  }
  return at;
}

function mapped(value: string, { claim, map }: Extract<ClaimSource, { claim: string }>): string {
  if (map === null) return value;
  const own = map.get(value);
  if (own === undefined) throw unusable(claim);
  return own;
}

/**
 * A claim as text; null if absent. A claim of another kind or form refuses the token: it may have been meant to narrow
 * it, and a list of one must not be taken for its only entry.
 */
function text(payload: Payload, source: ClaimSource, form = NO_CONTROL): string | null {
  if ('value' in source) return source.value;
  const found = find(payload, source.claim);
  if (found === undefined || found === null) {
    if (source.required) throw new AuthenticationError(`The token has no claim ${source.claim}.`);
    return null;
  }
  if (typeof found !== 'string' || found.length > MAX_CLAIM_LENGTH) throw unusable(source.claim);
  const value = mapped(found, source);
  if (!form.test(value)) throw unusable(source.claim);
  return value;
}

const isRole = (value: unknown): value is Role => (ROLES as readonly unknown[]).includes(value);
const isScope = (value: string): value is Scope => (SCOPES as readonly string[]).includes(value);
const wordsOf = (list: string): string[] => list.split(' ').filter((word) => word !== '');

/** Words between spaces, or a list of texts; `scope` itself is words only (RFC 8693, section 4.2). */
function wordsIn(found: unknown, claim: string): readonly string[] {
  const words: unknown = typeof found === 'string' ? wordsOf(found) : claim === 'scope' ? null : found;
  if (!Array.isArray(words) || !words.every((word): word is string => typeof word === 'string')) throw unusable(claim);
  if (words.reduce((length, word) => length + word.length, 0) > MAX_SCOPES_LENGTH) throw unusable(claim);
  return words;
}

/** Scopes that are none of ours grant nothing and are left out; null: the token has no such claim. */
function scopes(payload: Payload, source: ClaimSource): Scope[] | null {
  if ('value' in source) return wordsOf(source.value).filter(isScope);
  const found = find(payload, source.claim);
  if (found === undefined || found === null) {
    if (source.required) throw new AuthenticationError(`The token has no claim ${source.claim}.`);
    return null;
  }
  return wordsIn(found, source.claim).flatMap((word) => wordsOf(mapped(word, source))).filter(isScope);
}

/** The claims of a payload whose signature, issuer, audience and time have been checked. Throws AuthenticationError. */
export function readClaims(payload: Payload, rules: ClaimRules, subjectPrefix: string | null): Claims {
  const subject = text(payload, { claim: 'sub', map: null, required: false });
  const role = text(payload, rules.role);
  if (subject === null || !isRole(role)) throw new AuthenticationError('The token names no subject or no known role.');
  // Subjects of issued tokens: `token:<id>`.
  if (subjectPrefix === null && subject.startsWith('token:')) throw unusable('sub');
  return {
    subject: subjectPrefix === null ? subject : `${subjectPrefix}:${subject}`,
    role,
    scopes: scopes(payload, rules.scopes),
    customer: text(payload, rules.customer),
    account: text(payload, rules.account),
    distributor: text(payload, rules.distributor),
    territory: text(payload, rules.territory),
    purpose: text(payload, rules.purpose, WORDS),
    onBehalfOf: text(payload, rules.onBehalfOf),
    channel: text(payload, rules.channel, WORD),
    expiresAtMs: Number(payload['exp']) * 1000,
  };
}
