/**
 * `npm run --silent token -- ROLE [--customer ID] [--account REF] [--distributor REF] [--territory T] [--purpose P]
 * [--scope S]...`: prints a token of the sample issuer of DATA_DIR. Only a gateway with the same DATA_DIR and the sample
 * configuration accepts it.
 */
import { parseArgs } from 'node:util';
import { ROLES, SCOPES, type Role, type Scope } from '../../domain/principal.ts';
import { openSampleIssuer, signSampleToken, type SampleTokenClaims } from '../auth/sampleKeys.ts';
import { dataDirOf } from '../config.ts';

const USAGE = `usage: npm run --silent token -- ROLE [--customer ID] [--account REF] [--distributor REF] [--territory T] [--purpose P] [--scope S]...
roles:  ${ROLES.join(' ')}
scopes: ${SCOPES.join(' ')}`;

/** The claims that the arguments ask for, or what is wrong with them. */
export function parseTokenArguments(args: readonly string[]): SampleTokenClaims | { problem: string } {
  const text = { type: 'string' } as const;
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { customer: text, account: text, distributor: text, territory: text, purpose: text, scope: { type: 'string', multiple: true } },
    });
  } catch (error) {
    return { problem: (error as Error).message };
  }
  const [role, ...rest] = parsed.positionals;
  if (role === undefined || rest.length > 0) return { problem: 'give exactly one role' };
  if (!(ROLES as readonly string[]).includes(role)) return { problem: `there is no role ${role}` };
  const { scope: scopes, ...references } = parsed.values;
  const unknown = scopes?.find((scope) => !(SCOPES as readonly string[]).includes(scope));
  if (unknown !== undefined) return { problem: `there is no scope ${unknown}` };
  const empty = Object.entries(references).find(([, value]) => value === '');
  if (empty) return { problem: `--${empty[0]} needs a value` };
  return { role: role as Role, ...references, ...(scopes && { scopes: scopes as Scope[] }) };
}

async function main(): Promise<void> {
  const claims = parseTokenArguments(process.argv.slice(2));
  if ('problem' in claims) {
    console.error(`${claims.problem}\n${USAGE}`);
    process.exitCode = 1;
    return;
  }
  const issuer = await openSampleIssuer(dataDirOf(process.env));
  console.log(await signSampleToken(issuer, claims));
}

if (/token\.[jt]s$/.test(process.argv[1] ?? '')) {
  main().catch((error: unknown) => {
    console.error((error as Error).message);
    process.exitCode = 1;
  });
}
