/** A policy as plain text, and how two differ: for whoever reviews one before it is put in place. */
import { DATA_CLASSES, ROLES, SCOPES, type Access, type Role } from '../domain/principal.ts';
import { UNDENIABLE_CLASSES } from './classified.ts';
import type { Policy, RoleBounds } from './policy.ts';

const RULED = DATA_CLASSES.filter((one) => !UNDENIABLE_CLASSES.has(one) && one !== 'held');
const MARK: Readonly<Record<Access, string>> = { allow: 'yes', mask: 'short', deny: '-' };

function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd()).join('\n');
}

const listed = (names: readonly string[] | null): string => names?.join(' or ') ?? 'any';
const lookUps = (policy: Policy, role: Role): string[] => RULED.filter((of) => policy.mayLookUp({ role, scopes: new Set(SCOPES), purpose: null }, of));
const openedBy = (policy: Policy, scope: (typeof SCOPES)[number]): string[] => RULED.filter((of) => policy.scopesFor(of).includes(scope));

function rowsText(policy: Policy, role: Role): string {
  const { by, without } = policy.rowsOf(role);
  return by.length === 0 ? 'all' : `${by.join(', ')}; without: ${without}`;
}

/** The matrix and everything beside it. */
export function policyText(policy: Policy): string {
  const matrix = [['', ...ROLES], ...RULED.map((of) => [of, ...ROLES.map((role) => MARK[policy.written(role, of)])])];
  const finding = [['find by', ...ROLES], ...RULED.flatMap((of) => {
    const marks = ROLES.map((role) => (lookUps(policy, role).includes(of) ? 'yes' : '-'));
    return marks.includes('yes') ? [[of, ...marks]] : [];
  })];
  const scopes = SCOPES.map((scope) => [scope, openedBy(policy, scope).join(' ') || '(a right of its own)', ROLES.filter((role) => policy.scopesOf(role).has(scope)).join(' ')]);
  const roles = ROLES.map((role) => {
    const { networks, channels, purposes } = policy.boundsOf(role);
    return [role, rowsText(policy, role), listed(networks), listed(channels), listed(purposes), policy.scopesWithoutClaim(role).size === 0 ? 'none' : 'all of its role'];
  });
  const purposes = [...policy.purposes].map(([name, classes]) => [name, [...classes].join(' ') || '(nothing)']);
  const parts = [
    `Policy ${policy.hash}`,
    `Kinds of data (short: fields with a mask are shortened; sensitive: ${[...policy.sensitive].join(' ') || 'none'})`,
    columns(matrix),
    'Finding by an exact value',
    columns(finding),
    'Scopes',
    columns([['scope', 'opens', 'roles that can have it'], ...scopes]),
    'Roles',
    columns([['role', 'rows', 'networks', 'channels', 'purposes', 'token without scopes'], ...roles]),
    'Purposes (a token that states none is not narrowed)',
    columns([['purpose', 'opens'], ...purposes]),
    'Networks',
    columns([['network', 'ranges'], ...[...policy.networkRanges].map(([name, ranges]) => [name, ranges.join(' ')])]),
  ];
  return parts.map((part, index) => (index % 2 === 0 && index > 0 ? `${part}\n` : part)).join('\n').trimEnd();
}

const RANK: Readonly<Record<Access, number>> = { deny: 0, mask: 1, allow: 2 };
type Change = [kind: 'gives' | 'takes' | 'changes', what: string];

function listChanges(what: string, before: readonly string[], after: readonly string[]): Change[] {
  return [
    ...after.filter((one) => !before.includes(one)).map((one): Change => ['gives', `${what}: ${one}`]),
    ...before.filter((one) => !after.includes(one)).map((one): Change => ['takes', `${what}: ${one}`]),
  ];
}

/** `any` bounds nothing: from it a list takes, to it a list gives. */
function boundChanges(role: Role, key: keyof RoleBounds, before: RoleBounds, after: RoleBounds): Change[] {
  const [one, other] = [before[key], after[key]];
  if (one && other) return listChanges(`${role} ${key}`, one, other);
  if (!one && !other) return [];
  return [[one ? 'gives' : 'takes', `${role} ${key}: ${listed(one)} -> ${listed(other)}`]];
}

function roleChanges(role: Role, before: Policy, after: Policy): Change[] {
  const classes = RULED.flatMap((of): Change[] => {
    const [was, is] = [before.written(role, of), after.written(role, of)];
    return was === is ? [] : [[RANK[is] > RANK[was] ? 'gives' : 'takes', `${role} ${of}: ${was} -> ${is}`]];
  });
  const rows = [rowsText(before, role), rowsText(after, role)];
  const bounds = (['networks', 'channels', 'purposes'] as const).flatMap((key) => boundChanges(role, key, before.boundsOf(role), after.boundsOf(role)));
  return [
    ...classes,
    ...listChanges(`${role} finds by`, lookUps(before, role), lookUps(after, role)),
    ...listChanges(`${role} can have scope`, [...before.scopesOf(role)], [...after.scopesOf(role)]),
    ...listChanges(`${role} has without a scope claim`, [...before.scopesWithoutClaim(role)], [...after.scopesWithoutClaim(role)]),
    ...(rows[0] === rows[1] ? [] : [['changes', `${role} rows: ${rows[0]} -> ${rows[1]}`] satisfies Change]),
    ...bounds,
  ];
}

function mapChanges(what: string, before: ReadonlyMap<string, Iterable<string>>, after: ReadonlyMap<string, Iterable<string>>): Change[] {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.flatMap((name) => {
    const missing = (!before.has(name) && 'new') || (!after.has(name) && 'gone') || null;
    const changes = listChanges(`${what} ${name}`, [...(before.get(name) ?? [])], [...(after.get(name) ?? [])]);
    return missing ? [['changes', `${what} ${name}: ${missing}`] satisfies Change, ...changes] : changes;
  });
}

/** What the second policy gives, takes and changes beside the first: a line each, nothing where they say the same. */
export function comparePolicies(before: Policy, after: Policy): string {
  const changes: Change[] = [
    ...ROLES.flatMap((role) => roleChanges(role, before, after)),
    ...SCOPES.flatMap((scope) => listChanges(`scope ${scope} opens`, openedBy(before, scope), openedBy(after, scope))),
    ...mapChanges('purpose', before.purposes, after.purposes),
    ...mapChanges('network', before.networkRanges, after.networkRanges),
    // What is sensitive no more is audited less strictly.
    ...listChanges('sensitive', [...after.sensitive], [...before.sensitive]).map(([kind, what]): Change => ['changes', `${what} ${kind === 'gives' ? 'is not sensitive any more' : 'is sensitive now'}`]),
  ];
  if (changes.length === 0) return 'The policies say the same.';
  const of = (kind: Change[0]) => changes.filter(([one]) => one === kind).map(([, what]) => `${kind.padEnd(7)}  ${what}`);
  return [...of('gives'), ...of('changes'), ...of('takes')].join('\n');
}
