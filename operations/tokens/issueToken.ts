/** Issues a token. What it opens can never be more than its role has: that is checked here and again on every request. */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { TokenDocument } from '../../datasources/mongo/documents.ts';
import type { IssuableRole } from '../../domain/issuedToken.ts';
import type { Scope } from '../../domain/principal.ts';
import type { IssuingRules, TokenContext } from './context.ts';
import { endOf, issuingOf, refuse } from './refuse.ts';
import { newSecret, newTokenId } from './secret.ts';

/** As an admin gives it (`IssueTokenInput` of the schema). */
export interface IssueTokenInput {
  name: string;
  role: IssuableRole;
  scopes: readonly string[];
  customerId?: string | null;
  account?: string | null;
  distributor?: string | null;
  territory?: string | null;
  purpose?: string | null;
  onBehalfOf?: string | null;
  channel?: string | null;
  networks?: readonly string[] | null;
  requestsPerMinute?: number | null;
  costPerMinute?: number | null;
  /** ISO 8601 in UTC. */
  expiresAt: string;
}

/** A token, and what its holder sends. */
export interface IssuedSecret {
  bearerToken: string;
  issuedToken: TokenDocument;
}

type Rows = Pick<TokenDocument, 'customerId' | 'account' | 'distributor' | 'territory'>;

const MAX_LENGTH = 200;
const MAX_NETWORKS = 50;
const NO_CONTROL = /^[^\p{Cc}]+$/u;
const WORD = /^[\w.-]+$/;
const ROW_FIELDS = { customerId: 'self', account: 'account', distributor: 'distributor', territory: 'territory' } as const;

function text(argument: string, value: string | null | undefined, form = NO_CONTROL): string | null {
  if (value == null) return null;
  if (value.trim() === '' || value.length > MAX_LENGTH || !form.test(value)) refuse(argument, `must be a text of at most ${MAX_LENGTH} characters`);
  return value;
}

function scopesOf(given: readonly string[], { scopes }: IssuingRules): Scope[] {
  const isOfRole = (scope: string): scope is Scope => (scopes as ReadonlySet<string>).has(scope);
  const distinct = [...new Set(given)];
  if (distinct.length === 0) refuse('scopes', 'must name at least one: without any, nothing is seen');
  if (!distinct.every(isOfRole)) refuse('scopes', `may name only what the role can have: ${[...scopes].join(' ')}`);
  return distinct as Scope[];
}

/** A row scope that the role does not heed would look like a narrower token than it is. */
function rowsOf(input: IssueTokenInput, { rowsBy, rowsRequired }: IssuingRules): Rows {
  const rows = Object.fromEntries(Object.keys(ROW_FIELDS).map((field) => [field, text(field, input[field as keyof Rows])])) as unknown as Rows;
  const fields = Object.keys(ROW_FIELDS) as (keyof Rows)[];
  const heeded = fields.filter((field) => rowsBy.includes(ROW_FIELDS[field]));
  const idle = fields.find((field) => rows[field] !== null && !heeded.includes(field));
  if (idle) refuse(idle, `does not bind this role; ${heeded.length > 0 ? `its rows are chosen by ${heeded.join(', ')}` : 'nothing does'}`);
  if (rowsRequired && heeded.every((field) => rows[field] === null)) refuse(heeded[0] ?? 'input', `is needed: this role sees nothing without ${heeded.join(' or ')}`);
  return rows;
}

function purposeOf(given: string | null | undefined, { purposes, purposeRequired }: IssuingRules): string | null {
  const purpose = text('purpose', given);
  if (purpose === null ? purposeRequired : !purposes.includes(purpose)) refuse('purpose', `must be one of: ${purposes.join(', ')}`);
  return purpose;
}

function channelOf(given: string | null | undefined, { channels }: IssuingRules): string | null {
  const channel = text('channel', given, WORD);
  if (channels && (channel === null || !channels.includes(channel))) refuse('channel', `must be one of: ${channels.join(', ')}`);
  return channel;
}

function isNetwork(entry: string): boolean {
  const [address = '', ...rest] = entry.split('/');
  return isIP(address) !== 0 && (rest.length === 0 || ipaddr.isValidCIDR(entry));
}

function networksOf(given: readonly string[] | null | undefined): string[] {
  const networks = [...new Set(given ?? [])];
  if (networks.length > MAX_NETWORKS) refuse('networks', `may name at most ${MAX_NETWORKS}`);
  if (!networks.every(isNetwork)) refuse('networks', 'must be IP addresses, or ranges such as 10.0.0.0/8');
  return networks;
}

function rateOf(argument: 'requestsPerMinute' | 'costPerMinute', given: number | null | undefined): number | null {
  if (given == null) return null;
  if (!Number.isInteger(given) || given < 1) refuse(argument, 'must be 1 or more');
  return given;
}

/** The new token: durable when it is given. Throws BAD_USER_INPUT, STORE_UNAVAILABLE. */
export async function issueToken(input: IssueTokenInput, context: TokenContext): Promise<IssuedSecret> {
  const issuing = issuingOf(context);
  const rules = issuing.rulesOf(input.role);
  const nowMs = context.now();
  const id = newTokenId();
  const { bearerToken, hash } = newSecret(id);
  const issuedToken: TokenDocument = {
    _id: id,
    hash,
    previous: null,
    name: text('name', input.name) ?? refuse('name', 'is needed'),
    role: input.role,
    scopes: scopesOf(input.scopes, rules),
    ...rowsOf(input, rules),
    purpose: purposeOf(input.purpose, rules),
    onBehalfOf: text('onBehalfOf', input.onBehalfOf),
    channel: channelOf(input.channel, rules),
    networks: networksOf(input.networks),
    requestsPerMinute: rateOf('requestsPerMinute', input.requestsPerMinute),
    costPerMinute: rateOf('costPerMinute', input.costPerMinute),
    createdAt: new Date(nowMs),
    createdBy: context.principal.subject,
    expiresAt: endOf(input.expiresAt, issuing, nowMs),
    rotatedAt: null,
    revokedAt: null,
    revokedBy: null,
  };
  await context.store.tokens.create(issuedToken);
  return { bearerToken, issuedToken };
}
