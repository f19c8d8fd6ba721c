import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { DATA_CLASSES, ROLES, SCOPES, type Access, type DataClass, type Role, type Scope } from '../domain/principal.ts';
import { UNDENIABLE_CLASSES, type ClassTable } from './classified.ts';

/** A row-scope claim of a token; `self` is the customer id it names. */
export const ROW_CLAIMS = ['self', 'account', 'distributor', 'territory'] as const;
export type RowClaim = (typeof ROW_CLAIMS)[number];

/** Which rows a role sees: those of the claims its token carries, `without` any of them all or nothing. */
export interface RowRule {
  by: readonly RowClaim[];
  without: 'all' | 'nothing';
}

/** Classes that no row of the policy names: never denied, or decided row by row (`held`). */
const UNRULED: ReadonlySet<DataClass> = new Set([...UNDENIABLE_CLASSES, 'held']);
const RULED_CLASSES = DATA_CLASSES.filter((dataClass) => !UNRULED.has(dataClass));

const dataClass = z.enum(RULED_CLASSES as [DataClass, ...DataClass[]]);
const access = z.enum(['allow', 'mask', 'deny']);
const rows = z.union(
  [z.literal('all'), z.strictObject({ by: z.array(z.enum(ROW_CLAIMS)).min(1), without: z.enum(['all', 'nothing']) })],
  { error: 'say `all`, or `{ by: [self | account | distributor | territory], without: all | nothing }`' },
);
const role = z.strictObject({
  scopes: z.array(z.enum(SCOPES)),
  whenTokenNamesNoScopes: z.enum(['all of these', 'none']),
  rows,
  lookup: z.array(dataClass),
  classes: z.record(dataClass, access),
});
const policyFile = z.strictObject({
  version: z.literal(1),
  sensitive: z.array(dataClass),
  scopes: z.record(z.enum(SCOPES), z.array(dataClass)),
  roles: z.record(z.enum(ROLES), role),
});
type PolicyFile = z.infer<typeof policyFile>;

/** The policy, ready to be asked. Immutable: a changed file makes a new one with another hash. */
export interface Policy {
  /** SHA-256 of the file's text, shortened: part of every plan's key. */
  hash: string;
  /** What a role with these scopes gets of a class. Scopes narrow what the role has and never widen it. */
  access(role: Role, scopes: ReadonlySet<Scope>, dataClass: DataClass): Access;
  /** True if the role with these scopes may find a customer by an exact value of the class. */
  mayLookUp(role: Role, scopes: ReadonlySet<Scope>, dataClass: DataClass): boolean;
  /** What would grant the class (unmasked) or the look-up: the missing scope, else the roles that have it. */
  requires(role: Role, scopes: ReadonlySet<Scope>, dataClass: DataClass, right: 'read' | 'lookup'): Readonly<Record<string, string>>;
  /** The scopes that a role can have. */
  scopesOf(role: Role): ReadonlySet<Scope>;
  /** The scopes of a token of this role that names none. */
  scopesWithoutClaim(role: Role): ReadonlySet<Scope>;
  rowsOf(role: Role): RowRule;
  sensitive: ReadonlySet<DataClass>;
  /** Role x class as written, for the documentation and `permissions.json`. */
  written(role: Role, dataClass: DataClass): Access;
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
  const opened = (scopes: ReadonlySet<Scope>, name: DataClass): boolean =>
    (scopesForClass.get(name) ?? []).some((scope) => scopes.has(scope));
  const written = (name: Role, of: DataClass): Access => (UNRULED.has(of) ? 'allow' : (file.roles[name].classes[of] ?? 'deny'));
  const narrowed = (name: Role, scopes: ReadonlySet<Scope>, of: DataClass): Access => {
    if (UNRULED.has(of)) return 'allow';
    return opened(scopes, of) ? written(name, of) : 'deny';
  };
  return {
    hash,
    access: narrowed,
    mayLookUp: (name, scopes, of) => UNRULED.has(of) || (file.roles[name].lookup.includes(of) && opened(scopes, of)),
    requires(name, scopes, of, right): Record<string, string> {
      const has = (role: Role): boolean => (right === 'lookup' ? file.roles[role].lookup.includes(of) : written(role, of) === 'allow');
      const within = right === 'lookup' ? has(name) : written(name, of) !== 'deny';
      if (within && !opened(scopes, of)) return { scope: (scopesForClass.get(of) ?? []).join(' or ') };
      return { role: ROLES.filter(has).join(' or ') };
    },
    scopesOf: (name) => own.get(name) ?? none,
    scopesWithoutClaim: (name) => (file.roles[name].whenTokenNamesNoScopes === 'none' ? none : (own.get(name) ?? none)),
    rowsOf(name) {
      const rule = file.roles[name].rows;
      return rule === 'all' ? { by: [], without: 'all' } : rule;
    },
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

/** Parses and checks a policy wholly. Throws PolicyError naming each wrong key. */
export function parsePolicy(text: string): Policy {
  const document = parseDocument(text, { uniqueKeys: true });
  if (document.errors.length > 0) throw wrong(document.errors.map((error) => `line ${error.linePos?.[0].line ?? '?'}: ${error.code}`));
  const parsed = policyFile.safeParse(plainValue(document));
  if (!parsed.success) {
    throw wrong(parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'the file'}: ${issue.message}`));
  }
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
