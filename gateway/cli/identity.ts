/**
 * `npm run --silent identity -- match|evaluate|explain`: finds the records of one party in files, without labels; measures
 * clusters against a truth; explains the weight of a pair (docs/matching.md). Exit code 1 where an input cannot be used.
 */
import { parseArgs } from 'node:util';
import { runEvaluate } from './identity/evaluate.ts';
import { runExplain } from './identity/explain.ts';
import { InputError } from './identity/inputError.ts';
import { runMatch } from './identity/match.ts';

const USAGE = `usage: npm run --silent identity -- match --input FILE [--input FILE2] [--link-only] --map MAP.yml --output CLUSTERS.csv
       npm run --silent identity -- evaluate --clusters CLUSTERS.csv --truth TRUTH.csv [--json]
       npm run --silent identity -- explain --input FILE [--input FILE2] [--link-only] --map MAP.yml LEFT_ID RIGHT_ID`;

const OPTIONS = {
  input: { type: 'string', multiple: true },
  'link-only': { type: 'boolean' },
  map: { type: 'string' },
  output: { type: 'string' },
  clusters: { type: 'string' },
  truth: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** Options that each command needs and knows. */
const COMMANDS = {
  match: { needs: ['input', 'map', 'output'], knows: ['link-only'], ids: 0 },
  evaluate: { needs: ['clusters', 'truth'], knows: ['json'], ids: 0 },
  explain: { needs: ['input', 'map'], knows: ['link-only'], ids: 2 },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw new InputError(`${(error as Error).message}\n${USAGE}`, { cause: error });
  }
}

/** Runs the command that the arguments name and returns what is printed. Throws InputError for what cannot be used. */
export function runIdentity(args: readonly string[]): string {
  const { values, positionals: [command = '', ...ids] } = parse(args);
  if (command !== 'match' && command !== 'evaluate' && command !== 'explain') throw new InputError(`say what to do: match, evaluate or explain\n${USAGE}`);
  const { needs, knows, ids: wanted } = COMMANDS[command];
  const missing = needs.filter((name) => values[name] === undefined || values[name].length === 0);
  if (missing.length > 0) throw new InputError(`${command} needs ${missing.map((name) => `--${name}`).join(' and ')}\n${USAGE}`);
  const idle = Object.keys(values).filter((name) => !([...needs, ...knows] as string[]).includes(name));
  if (idle.length > 0) throw new InputError(`${command} does not know ${idle.map((name) => `--${name}`).join(' and ')}\n${USAGE}`);
  if (ids.length !== wanted) throw new InputError(`${command} takes ${wanted === 0 ? 'no' : 'two'} ids of records\n${USAGE}`);
  const { input: inputs = [], map = '', output = '', clusters = '', truth = '', json = false, 'link-only': linkOnly = false } = values;
  if (command === 'match') return runMatch({ inputs, map, output, linkOnly });
  if (command === 'evaluate') return runEvaluate({ clusters, truth, json });
  return runExplain({ inputs, map, linkOnly, left: ids[0]!, right: ids[1]! });
}

if (/identity\.[jt]s$/.test(process.argv[1] ?? '')) {
  try {
    console.log(runIdentity(process.argv.slice(2)));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
