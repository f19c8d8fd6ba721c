/** Tokens that the gateway issues itself: what they may be, how they are written, when they are good. */
import type { Role } from './principal.ts';

/**
 * Roles that can be issued: outside callers only. Staff come with a token of the identity provider, where a person who
 * leaves the company loses it.
 */
export const ISSUABLE_ROLES = ['partner', 'distributor', 'chatbot', 'customer', 'corporate'] as const satisfies readonly Role[];
export type IssuableRole = (typeof ISSUABLE_ROLES)[number];

export type TokenState = 'ACTIVE' | 'EXPIRED' | 'REVOKED';

/** Topic of the notice that a token is no more or not the same: whoever serves it (streams) ends. */
export const TOKEN_REVOKED_TOPIC = 'tokenRevoked';

export interface TokenNotice {
  readonly [key: string]: string;
  id: string;
}

/** The notice in a message's body; undefined where it is something else. */
export function tokenNoticeIn(body: Readonly<Record<string, unknown>>): TokenNotice | undefined {
  return typeof body['id'] === 'string' ? { id: body['id'] } : undefined;
}

/** What every token of ours begins with, so that a secret scanner finds one in the wrong place. */
export const TOKEN_PREFIX = 'c360_';
/** 128 bits name it, 256 bits prove it. */
export const TOKEN_ID_BYTES = 16;
export const TOKEN_SECRET_BYTES = 32;
const FORM = /^c360_([0-9a-f]{32})_([\w-]{43})$/;

/** `c360_<id>_<secret>`: shown once. */
export function writeToken(id: string, secret: string): string {
  return `${TOKEN_PREFIX}${id}_${secret}`;
}

/** The parts of a token; undefined for what has not its form. */
export function readToken(text: string): { id: string; secret: string } | undefined {
  const match = FORM.exec(text);
  return match ? { id: match[1] as string, secret: match[2] as string } : undefined;
}

/** Whether a token can be used at a time. A revoked one never can, expired or not. */
export function tokenState(token: { revokedAt: Date | null; expiresAt: Date }, nowMs: number): TokenState {
  if (token.revokedAt !== null) return 'REVOKED';
  return token.expiresAt.getTime() <= nowMs ? 'EXPIRED' : 'ACTIVE';
}
