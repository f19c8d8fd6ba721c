/** The policy of a run: that of policy.yml, with what an agent may see given to partners as well. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { parsePolicy, type Policy } from '../../directives/policy.ts';
import { PROJECT_DIR } from '../../gateway/config.ts';

/** The part of the file that is changed here; parsePolicy checks the whole. */
interface PolicyFile {
  roles: { agent: object; partner: object };
}

/**
 * `bare` and `guarded` are asked what the others are asked, by a caller who can have an issued token: the gateway issues
 * none to staff. Agents themselves have what the file gives them.
 */
export function benchPolicy(): Policy {
  const file = parse(readFileSync(join(PROJECT_DIR, 'policy.yml'), 'utf8')) as PolicyFile;
  file.roles.partner = { ...file.roles.agent, networks: 'any' };
  return parsePolicy(stringify(file, { aliasDuplicateObjects: false }));
}
