/** Everything that stops a build: what the engine would refuse at its start, known before anything is deployed. */
import type { GraphQLSchema } from 'graphql';
import { buildClassTable, type ClassTable } from './classified.ts';
import { buildCostTable } from './cost.ts';
import { buildInputNeeds } from './reads.ts';

const PREFIX = 'The schema cannot be served:\n';

/** The class table of a schema that can be served. Throws one Error that names every fault with its remedy. */
export function checkSchema(schema: GraphQLSchema): ClassTable {
  const faults: string[] = [];
  let table: ClassTable | undefined;
  for (const check of [() => (table = buildClassTable(schema)), () => buildCostTable(schema), () => buildInputNeeds(schema)]) {
    try {
      check();
    } catch (error) {
      faults.push((error as Error).message.replace(PREFIX, ''));
    }
  }
  if (!table || faults.length > 0) throw new Error(PREFIX + faults.join('\n'));
  return table;
}
