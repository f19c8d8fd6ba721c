import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { DATA_CLASSES, ROLES, SCOPES, type Access, type DataClass, type Principal, type Role, type Scope } from '../domain/principal.ts';
import { UNDENIABLE_CLASSES, type ClassTable } from './classified.ts';
import { createNetworks, isRange, type Networks } from './networks.ts';

/** A row-scope claim of a token; `self` is the customer id it names. */
export const ROW_CLAIMS = ['self', 'account', 'distributor', 'territory'] as const;
export type RowClaim = (typeof ROW_CLAIMS)[number];

/** Which rows a role sees: those of the claims its token carries, `without` any of them all or nothing. */
export interface RowRule {
  by: readonly RowClaim[];
  without: 'all' | 'nothing';
}

/** The part of a principal that decides which classes it sees. */
export type Rights = Pick<Principal, 'role' | 'scopes' | 'purpose'>;

/** Classes that no row of the policy names: never denied, or decided row by row (`held`). */
const UNRULED: ReadonlySet<DataClass> = new Set([...UNDENIABLE_CLASSES, 'held']);
const RULED_CLASSES = DATA_CLASSES.filter((dataClass) => !UNRULED.has(dataClass));

const dataClass = z.enum(RULED_CLASSES as [DataClass, ...DataClass[]]);
const access = z.enum(['allow', 'mask', 'deny']);
const rows = z.union(
  [z.literal('all'), z.strictObject({ by: z.array(z.enum(ROW_CLAIMS)).min(1), without: z.enum(['all', 'nothing']) })],
  { error: 'say `all`, or `{ by: [self | account | distributor | territory], without: all | nothing }`' },
);
const word = z.string().regex(/^[\w.-]+$/, 'must be a word of letters, digits, `.`, `_` and `-`');
const purposeName = z.string().regex(/^[\w .:-]+$/, 'must be words of letters, digits, `.`, `:`, `_` and `-`');
const anyOr = (name: z.ZodString) => z.union([z.literal('any'), z.array(name).min(1)], { error: 'say `any`, or list at least one: [name, ...]' });
const role = z.strictObject({
  scopes: z.array(z.enum(SCOPES)),
  whenTokenNamesNoScopes: z.enum(['all of these', 'none']),
  networks: anyOr(word),
  channels: anyOr(word),
  purposes: anyOr(purposeName),
  rows,
  lookup: z.array(dataClass),
  classes: z.record(dataClass, access),
});
const policyFile = z.strictObject({
  version: z.literal(1),
  sensitive: z.array(dataClass),
  networks: z.record(word, z.array(z.string().refine(isRange, 'must be a range such as 10.0.0.0/8 or fc00::/7')).min(1)),
  purposes: z.record(purposeName, z.array(dataClass)),
  scopes: z.record(z.enum(SCOPES), z.array(dataClass)),
  roles: z.record(z.enum(ROLES), role),
});
type PolicyFile = z.infer<typeof policyFile>;

/** The policy, ready to be asked. Immutable: a changed file makes a new one with another hash. */
export interface Policy {
  /** SHA-256 of the file's text, shortened: part of every plan's key. */
  hash: string;
  /** What a caller gets of a class. Scopes and a stated purpose narrow what the role has and never widen it. */
  access(caller: Rights, dataClass: DataClass): Access;
  /** True if the caller may find a customer by an exact value of the class. */
  mayLookUp(caller: Rights, dataClass: DataClass): boolean;
  /** What would grant the class (unmasked) or the look-up: the missing scope or purpose, else the roles that have it. */
  requires(caller: Rights, dataClass: DataClass, right: 'read' | 'lookup'): Readonly<Record<string, string>>;
  /** The scopes any of which opens a class. */
  scopesFor(dataClass: DataClass): readonly Scope[];
  /** The scopes that a role can have. */
  scopesOf(role: Role): ReadonlySet<Scope>;
  /** The scopes of a token of this role that names none. */
  scopesWithoutClaim(role: Role): ReadonlySet<Scope>;
  rowsOf(role: Role): RowRule;
  /** The networks by name. */
  networks: Networks;
  /** Network -> its ranges, as written. */
  networkRanges: ReadonlyMap<string, readonly string[]>;
  /** Where, by what and for what a role may be used; null: from anywhere, by anything, for anything or nothing stated. */
  boundsOf(role: Role): RoleBounds;
  /** Purpose -> the classes that a caller sees who states it; no class but public ones for a purpose that is not here. */
  purposes: ReadonlyMap<string, ReadonlySet<DataClass>>;
  sensitive: ReadonlySet<DataClass>;
  /** Role x class as written, for the documentation and `permissions.json`. */
  written(role: Role, dataClass: DataClass): Access;
}

/** What `networks`, `channels` and `purposes` of a role say; null stands for `any`. */
export interface RoleBounds {
  networks: readonly string[] | null;
  channels: readonly string[] | null;
  purposes: readonly string[] | null;
}

/** A policy file that cannot be used; the message names every wrong key. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

const wrong = (faults: readonly string[]): PolicyError => new PolicyError(`The policy cannot be used:\n- ${faults.join('\n- ')}`);

function compile(file: PolicyFile, hash: string): Policy {
  const scopesForClass = new Map<DataClass, Scope[]>(RULED_CLASSES.map((name) => [name, []]));
  for (const [scope, classes] of Object.entries(file.scopes) as [Scope, DataClass[]][]) {
    for (const name of classes) scopesForClass.get(name)?.push(scope);
  }
  const own = new Map(ROLES.map((name) => [name, new Set(file.roles[name].scopes)]));
  const none: ReadonlySet<Scope> = new Set();
  const purposes = new Map(Object.entries(file.purposes).map(([name, classes]) => [name, new Set(classes)] as const));
  const opened = (scopes: ReadonlySet<Scope>, name: DataClass): boolean =>
    (scopesForClass.get(name) ?? []).some((scope) => scopes.has(scope));
  const intended = (purpose: string | null, name: DataClass): boolean => purpose === null || (purposes.get(purpose)?.has(name) ?? false);
  const written = (name: Role, of: DataClass): Access => (UNRULED.has(of) ? 'allow' : (file.roles[name].classes[of] ?? 'deny'));
  const listed = (given: 'any' | readonly string[]): readonly string[] | null => (given === 'any' ? null : given);
  return {
    hash,
    access({ role: name, scopes, purpose }, of) {
      if (UNRULED.has(of)) return 'allow';
      return opened(scopes, of) && intended(purpose, of) ? written(name, of) : 'deny';
    },
    mayLookUp: ({ role: name, scopes, purpose }, of) =>
      UNRULED.has(of) || (file.roles[name].lookup.includes(of) && opened(scopes, of) && intended(purpose, of)),
    requires({ role: name, scopes, purpose }, of, right): Record<string, string> {
      const has = (role: Role): boolean => (right === 'lookup' ? file.roles[role].lookup.includes(of) : written(role, of) === 'allow');
      const within = right === 'lookup' ? has(name) : written(name, of) !== 'deny';
      if (within && !opened(scopes, of)) return { scope: (scopesForClass.get(of) ?? []).join(' or ') };
      if (within && !intended(purpose, of)) return { purpose: [...purposes.keys()].filter((one) => intended(one, of)).join(' or ') || 'none stated' };
      return { role: ROLES.filter(has).join(' or ') };
    },
    scopesFor: (of) => scopesForClass.get(of) ?? [],
    scopesOf: (name) => own.get(name) ?? none,
    scopesWithoutClaim: (name) => (file.roles[name].whenTokenNamesNoScopes === 'none' ? none : (own.get(name) ?? none)),
    rowsOf(name) {
      const rule = file.roles[name].rows;
      return rule === 'all' ? { by: [], without: 'all' } : rule;
    },
    networks: createNetworks(file.networks),
    networkRanges: new Map(Object.entries(file.networks)),
    boundsOf(name) {
      const { networks, channels, purposes: stated } = file.roles[name];
      return { networks: listed(networks), channels: listed(channels), purposes: listed(stated) };
    },
    purposes,
    sensitive: new Set(file.sensitive),
    written,
  };
}

/** Aliases would let one line change what another says: every role states its own rights. */
function plainValue(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    throw wrong(['the file uses YAML aliases (*name): write the values out']);
  }
}

/** Networks and purposes that a role names and the file does not have. */
function unknownNames(file: PolicyFile): string[] {
  const missing = (key: 'networks' | 'purposes') =>
    ROLES.flatMap((name) => {
      const given = file.roles[name][key];
      return given === 'any' ? [] : given.filter((one) => !Object.hasOwn(file[key], one)).map((one) => `roles.${name}.${key}: ${one} is not one of ${key}`);
    });
  return [...missing('networks'), ...missing('purposes')];
}

/** Parses and checks a policy wholly. Throws PolicyError naming each wrong key. */
export function parsePolicy(text: string): Policy {
  const document = parseDocument(text, { uniqueKeys: true });
  if (document.errors.length > 0) throw wrong(document.errors.map((error) => `line ${error.linePos?.[0].line ?? '?'}: ${error.code}`));
  const parsed = policyFile.safeParse(plainValue(document));
  if (!parsed.success) {
    throw wrong(parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'the file'}: ${issue.message}`));
  }
  const unknown = unknownNames(parsed.data);
  if (unknown.length > 0) throw wrong(unknown);
  const uncovered = RULED_CLASSES.filter((name) => !Object.values(parsed.data.scopes).some((classes) => classes.includes(name)));
  if (uncovered.length > 0) throw wrong(uncovered.map((name) => `scopes: no scope opens the class ${name}, so nobody could see it`));
  return compile(parsed.data, createHash('sha256').update(text).digest('hex').slice(0, 16));
}

/** Refuses a policy that says mask where the schema has no mask to apply. Throws PolicyError. */
export function checkPolicyFits(policy: Policy, table: ClassTable): void {
  const maskable = new Set([...table.values()].filter((field) => field.mask).map((field) => field.dataClass));
  const faults = ROLES.flatMap((name) =>
    RULED_CLASSES.filter((of) => policy.written(name, of) === 'mask' && !maskable.has(of)).map(
      (of) => `roles.${name}.classes.${of}: no field of this class has a mask; say allow or deny, or give a field of it a mask`,
    ),
  );
  if (faults.length > 0) throw wrong(faults);
}

/** Reads a policy file. Throws PolicyError, or the error of the file system. */
export function loadPolicy(path: string): Policy {
  return parsePolicy(readFileSync(path, 'utf8'));
}
