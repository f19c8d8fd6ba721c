// Strips the types into dist/, file by file: what runs is plain JavaScript, without a loader's start-up and per-call cost.
// Only files that changed since the last build are written again; files whose source is gone are removed.
import { transformFileSync } from '@swc/core';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
/** The rooms that run; `schema` brings its SDL along. The benchmark is measured as the product runs: built. */
const ROOMS = ['schema', 'directives', 'resolvers', 'operations', 'domain', 'datasources', 'ingest', 'gateway', 'embedded-mongo', 'examples', 'bench'];
/** A new version of the compiler or of this script makes everything anew. */
const stamp = `${readFileSync(join(root, 'node_modules/@swc/core/package.json'), 'utf8').match(/"version": "(.+)"/)[1]} ${readFileSync(fileURLToPath(import.meta.url), 'utf8').length}`;

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else yield path;
  }
}

const stampFile = join(dist, '.stamp');
const readOr = (path, otherwise) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
};
if (readOr(stampFile, '') !== stamp) rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

const wanted = new Set([stampFile]);
let schemaChanged = false;
for (const room of ROOMS.filter((name) => existsSync(join(root, name)))) {
  for (const source of filesBelow(join(root, room))) {
    const isCode = source.endsWith('.ts');
    if (!isCode && !source.endsWith('.graphql')) continue;
    const target = join(dist, relative(root, source)).replace(/\.ts$/, '.js');
    wanted.add(target);
    const { mtimeMs, mtime } = statSync(source);
    if (statSync(target, { throwIfNoEntry: false })?.mtimeMs === mtimeMs) continue;
    mkdirSync(dirname(target), { recursive: true });
    const text = isCode
      ? transformFileSync(source, {
          swcrc: false,
          jsc: { parser: { syntax: 'typescript' }, target: 'es2023', rewriteRelativeImportExtensions: true },
          module: { type: 'es6' },
        }).code
      : readFileSync(source, 'utf8');
    // Whole or not at all: `npm start` and `npm run token` may build at the same time.
    const draft = `${target}.${process.pid}`;
    writeFileSync(draft, text);
    utimesSync(draft, mtime, mtime);
    renameSync(draft, target);
    schemaChanged ||= room === 'schema' || room === 'directives';
  }
}
for (const path of filesBelow(dist)) if (!wanted.has(path) && !/\.\d+$/.test(path)) rmSync(path, { force: true });
if (schemaChanged) await checkSchema();
writeFileSync(stampFile, stamp);

/** A schema that the gateway would refuse at its start stops the build, which then begins anew the next time. */
async function checkSchema() {
  const built = (path) => import(pathToFileURL(join(dist, path)).href);
  const [{ checkSchema: check }, { loadTypeDefs }, { makeExecutableSchema }] = await Promise.all([built('directives/checkSchema.js'), built('schema/load.js'), import('@graphql-tools/schema')]);
  try {
    check(makeExecutableSchema({ typeDefs: loadTypeDefs() }));
  } catch (error) {
    rmSync(stampFile, { force: true });
    console.error(error.message);
    process.exit(1);
  }
}
