import { emailRulesOf, type EmailRules, type EmailRuleSettings } from '../normalise/emailRules.ts';
import type { LinkRule } from './rules.ts';

/** The identifiers that two parties may be found to share. */
export const IDENTIFIER_KINDS = ['email', 'phone', 'taxId', 'loyaltyId'] as const;
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number];

/** Values of one kind of identifier that belong to nobody. */
interface Blocked {
  values: ReadonlySet<string>;
  patterns: readonly RegExp[];
}

/** What is matched, and how carefully. */
export interface IdentityConfig {
  /** A value that more differently named parties carry links nothing. */
  maxParties: Readonly<Record<IdentifierKind, number>>;
  /** Of which a party has one: two different verified values never are one party. */
  single: readonly IdentifierKind[];
  /** All rules, the strongest first. */
  rules: readonly LinkRule[];
  blocked: Readonly<Record<IdentifierKind, Blocked>>;
  /** When two spellings of an address are one mailbox; for comparison only. */
  emailRules: EmailRules;
  /** Systems that may be at home to an account number. */
  systems: readonly string[];
}

/** The `identity:` part of the configuration; what it leaves out has a default, what it blocks comes on top of ours. */
export interface IdentitySettings {
  maxParties?: Readonly<Partial<Record<IdentifierKind, number>>>;
  single?: Readonly<Partial<Record<IdentifierKind, boolean>>>;
  /** Identifiers, the one that says most first; those left out follow as `IDENTIFIER_PRIORITY` has them. */
  priority?: readonly IdentifierKind[];
  /** Values, or patterns between slashes. */
  blockList?: Readonly<Partial<Record<IdentifierKind, readonly string[]>>>;
  emailRules?: EmailRuleSettings;
}

const MAX_PARTIES: IdentityConfig['maxParties'] = { email: 3, phone: 4, taxId: 2, loyaltyId: 2 };

/** People have several e-mail addresses and telephones. */
export const SINGLE: Readonly<Record<IdentifierKind, boolean>> = { email: false, phone: false, taxId: true, loyaltyId: true };

/** Which identifier says most of who somebody is. */
export const IDENTIFIER_PRIORITY: readonly IdentifierKind[] = ['taxId', 'loyaltyId', 'email', 'phone'];

/** The rules that an identifier makes for itself where it is verified, and beside equal names where it is not. */
const BESIDE_NAMES: Readonly<Partial<Record<IdentifierKind, LinkRule>>> = { email: 'emailAndName', phone: 'phoneAndName' };

/** All rules, the strongest first. Whatever the priority: verified grounds go before those that only staff see. */
function rulesInOrder(priority: readonly IdentifierKind[]): LinkRule[] {
  const kinds = [...new Set([...priority, ...IDENTIFIER_PRIORITY])];
  return ['founded', 'steward', 'reference', ...kinds, ...kinds.flatMap((kind) => BESIDE_NAMES[kind] ?? []), 'probabilistic'];
}

/** Mailboxes of roles and machines, before the @. */
const MAILBOXES = [
  'info', 'office', 'contact', 'contacto', 'hola', 'hello', 'admin', 'administracion', 'administration', 'sales', 'ventas', 'comercial', 'support', 'soporte', 'service',
  'servicio', 'help', 'ayuda', 'billing', 'facturacion', 'accounts', 'contabilidad', 'invoices', 'facturas', 'compras', 'purchasing', 'orders', 'pedidos', 'team', 'equipo',
  'mail', 'correo', 'post', 'webmaster', 'postmaster', 'no[-_]?reply', 'donotreply', 'reception', 'recepcion', 'enquiries', 'marketing', 'hr', 'rrhh', 'shop', 'tienda',
  'none', 'null', 'unknown', 'anonymous', 'anonimo', 'guest', 'invitado', 'nobody', 'test', 'na', 'no[-_]?email', 'sincorreo', 'customer', 'cliente',
].join('|');

const DEFAULT_BLOCK_LIST: Readonly<Record<IdentifierKind, readonly string[]>> = {
  email: [`/^(${MAILBOXES})([+].*)?@/`],
  // One digit over and over: what people type when a field insists.
  phone: ['/(\\d)\\1{6,}$/'],
  taxId: ['12345678Z', 'X0000000T', 'XAXX010101000', 'XEXX010101000', '/^[A-Z]*?(\\d)\\1{3,}[A-Z]?$/', '/^(NULL|NONE|UNKNOWN|TEST)/'],
  loyaltyId: ['/^(\\d)\\1*$/', '/^(NULL|NONE|UNKNOWN|TEST|N\\/A)$/'],
};

/** Configuration for these systems, ready for matching. Throws SyntaxError for a pattern that is none. */
export function identityConfig(settings: IdentitySettings, systems: readonly string[]): IdentityConfig {
  const blocked = IDENTIFIER_KINDS.map((kind) => [kind, compile([...DEFAULT_BLOCK_LIST[kind], ...(settings.blockList?.[kind] ?? [])])] as const);
  return {
    maxParties: { ...MAX_PARTIES, ...settings.maxParties },
    single: IDENTIFIER_KINDS.filter((kind) => ({ ...SINGLE, ...settings.single })[kind]),
    rules: rulesInOrder(settings.priority ?? []),
    blocked: Object.fromEntries(blocked) as unknown as IdentityConfig['blocked'],
    emailRules: emailRulesOf(settings.emailRules),
    systems,
  };
}

function compile(entries: readonly string[]): Blocked {
  const isPattern = (entry: string) => entry.length > 2 && entry.startsWith('/') && entry.endsWith('/');
  return {
    values: new Set(entries.filter((entry) => !isPattern(entry)).map((entry) => entry.toLowerCase())),
    patterns: entries.filter(isPattern).map((entry) => new RegExp(entry.slice(1, -1), 'i')),
  };
}

/** Whether the value of a key says nothing about who it is: a role mailbox, a default value. Other keys than identifiers never are. */
export function isBlockedKey(key: string, config: IdentityConfig): boolean {
  const colon = key.indexOf(':');
  const blocked: Blocked | undefined = config.blocked[key.slice(0, colon) as IdentifierKind];
  if (!blocked) return false;
  const value = key.slice(colon + 1);
  return blocked.values.has(value.toLowerCase()) || blocked.patterns.some((pattern) => pattern.test(value));
}
