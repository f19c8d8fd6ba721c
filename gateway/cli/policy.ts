/**
 * `npm run policy [-- FILE]`: prints a policy as tables. `npm run policy -- diff A.yml B.yml`: what B gives and takes
 * beside A, one line each; what it gives stands first. Exit code 1 where a file cannot be used.
 */
import { join } from 'node:path';
import { comparePolicies, policyText } from '../../directives/policyText.ts';
import { loadPolicy, PolicyError, type Policy } from '../../directives/policy.ts';
import { PROJECT_DIR } from '../config.ts';

const USAGE = `usage: npm run --silent policy                      the policy of this checkout
       npm run --silent policy -- FILE.yml
       npm run --silent policy -- diff A.yml B.yml`;

function read(path: string): Policy {
  try {
    return loadPolicy(path);
  } catch (error) {
    if (error instanceof PolicyError) throw new Error(`${path}: ${error.message}`, { cause: error });
    throw new Error(`${path}: the file cannot be read`, { cause: error });
  }
}

/** What the arguments ask for, as text. Throws an Error that says what is wrong with them or with a file. */
export function runPolicy(args: readonly string[]): string {
  if (args[0] === 'diff') {
    const [before, after, ...rest] = args.slice(1);
    if (before === undefined || after === undefined || rest.length > 0) throw new Error(USAGE);
    return comparePolicies(read(before), read(after));
  }
  if (args.length > 1 || args[0]?.startsWith('-')) throw new Error(USAGE);
  return policyText(read(args[0] ?? join(PROJECT_DIR, 'policy.yml')));
}

if (/policy\.[jt]s$/.test(process.argv[1] ?? '')) {
  try {
    console.log(runPolicy(process.argv.slice(2)));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
