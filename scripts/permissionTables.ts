/** The policy as tables: for the machine (permissions.json) and for people (docs/permissions.md). */
import type { ClassTable } from '../directives/classified.ts';
import type { Policy, Rights } from '../directives/policy.ts';
import { DATA_CLASSES, ROLES, SCOPES, type Role } from '../domain/principal.ts';

const withAllScopes = (policy: Policy, role: Role): Rights => ({ role, scopes: policy.scopesOf(role), purpose: null });

/** Coordinate -> class, mask and what each role with all its scopes gets, in the order of the coordinates. */
export function permissionsJson(table: ClassTable, policy: Policy): string {
  const rows = [...table].sort(([a], [b]) => (a < b ? -1 : 1)).map(([coordinate, { dataClass, mask }]) => {
    const roles = Object.fromEntries(
      ROLES.map((role) => {
        const access = policy.access(withAllScopes(policy, role), dataClass);
        // A field without a mask is shown whole where its class is masked.
        return [role, access === 'mask' && !mask ? 'allow' : access];
      }),
    );
    return `  ${JSON.stringify(coordinate)}: ${JSON.stringify({ class: dataClass, mask, ...roles })}`;
  });
  return `{\n${rows.join(',\n')}\n}\n`;
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const MARKS = { allow: 'yes', mask: 'short', deny: '-' } as const;

/** Role x class, look-ups, scopes and rows, as markdown. */
export function permissionsMarkdown(policy: Policy): string {
  const ruled = DATA_CLASSES.filter((dataClass) => !['structure', 'public', 'held'].includes(dataClass));
  const classes = table(['', ...ROLES], ruled.map((dataClass) => [`**${dataClass}**`, ...ROLES.map((role) => MARKS[policy.written(role, dataClass)])]));
  const lookups = table(
    ['find by', ...ROLES],
    ruled.filter((of) => ROLES.some((role) => policy.mayLookUp(withAllScopes(policy, role), of))).map((of) => [`**${of}**`, ...ROLES.map((role) => (policy.mayLookUp(withAllScopes(policy, role), of) ? 'yes' : '-'))]),
  );
  const scopes = table(
    ['scope', 'opens', 'roles that can have it'],
    SCOPES.map((scope) => [
      `\`${scope}\``,
      ruled.filter((of) => policy.access({ role: 'admin', scopes: new Set([scope]), purpose: null }, of) !== 'deny').join(', ') || '(a right of its own)',
      ROLES.filter((role) => policy.scopesOf(role).has(scope)).join(', '),
    ]),
  );
  const rows = table(
    ['role', 'rows by the token\'s', 'without it', 'token without scopes'],
    ROLES.map((role) => {
      const rule = policy.rowsOf(role);
      return [role, rule.by.join(', ') || '(nothing: all rows)', rule.by.length === 0 ? 'all rows' : rule.without === 'all' ? 'all rows' : 'no row', policy.scopesWithoutClaim(role).size === 0 ? 'has none' : 'has all of its role'];
    }),
  );
  const listed = (names: readonly string[] | null): string => names?.join(', ') ?? 'any';
  const bounds = table(
    ['role', 'from networks', 'by channels', 'for purposes'],
    ROLES.map((role) => {
      const { networks, channels, purposes } = policy.boundsOf(role);
      return [role, listed(networks), listed(channels), listed(purposes)];
    }),
  );
  const purposes = table(['purpose', 'opens'], [...policy.purposes].map(([name, classes]) => [`\`${name}\``, [...classes].join(', ') || '(nothing)']));
  return [`**Kinds of data.** *short*: fields that have a mask are shortened, the others shown.`, classes, '**Finding one customer or order by an exact value.**', lookups, '**Scopes.**', scopes, '**Purposes.** A token that states one sees only what it opens, as far as role and scopes give it; one that is not listed opens nothing.', purposes, '**Rows.**', rows, '**Where, by what and for what a role may be used at all.**', bounds].join('\n\n');
}
