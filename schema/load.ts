import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const schemaDirectory = dirname(fileURLToPath(import.meta.url));

/** The text of every SDL file of this folder, in the order of their names. Throws if one cannot be read. */
export function loadTypeDefs(directory: string = schemaDirectory): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => readFileSync(join(directory, name), 'utf8'));
}
