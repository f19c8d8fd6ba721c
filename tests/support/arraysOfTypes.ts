/** Finds the arrays that a TypeScript interface declares, however deep: paths as `record.emails`, and `shares.*` for keys that the type leaves open. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';

/** What the documents are made of, and nothing of the platform: loading its declarations would take seconds. */
const LIBRARY = `
interface Array<T> { length: number; [n: number]: T } interface ReadonlyArray<T> { readonly length: number; readonly [n: number]: T }
interface Date { getTime(): number } interface Boolean {} interface Function {} interface CallableFunction {} interface NewableFunction {}
interface IArguments {} interface Number {} interface Object {} interface RegExp {} interface String {}
interface Set<T> { has(value: T): boolean } interface Map<K, V> { get(key: K): V } interface ReadonlySet<T> { has(value: T): boolean } interface ReadonlyMap<K, V> { get(key: K): V }
type Partial<T> = { [P in keyof T]?: T[P] }; type Readonly<T> = { readonly [P in keyof T]: T[P] }; type Required<T> = { [P in keyof T]-?: T[P] };
type Pick<T, K extends keyof T> = { [P in K]: T[P] }; type Record<K extends keyof any, T> = { [P in K]: T };
type Exclude<T, U> = T extends U ? never : T; type Extract<T, U> = T extends U ? T : never; type Omit<T, K extends keyof any> = Pick<T, Exclude<keyof T, K>>;
type NonNullable<T> = T & {};`;
const LIBRARY_FILE = '/library.d.ts';

/** `wanted`: interfaces by name, each with the file that exports it, relative to the working directory. */
export function arraysOfTypes(wanted: Readonly<Record<string, string>>): Record<string, string[]> {
  const options: ts.CompilerOptions = {
    noLib: true, allowImportingTsExtensions: true, noEmit: true, strict: true, types: [], module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, target: ts.ScriptTarget.ES2022,
  };
  const host = ts.createCompilerHost(options);
  const read = (file: string) => (file === LIBRARY_FILE ? LIBRARY : readFileSync(file, 'utf8'));
  host.getSourceFile = (file, version) => ts.createSourceFile(file, read(file), version);
  // What the project itself declares is enough: nothing of a package is stored.
  host.resolveModuleNameLiterals = (names, from) =>
    names.map(({ text }) => ({ resolvedModule: text.startsWith('.') ? { resolvedFileName: resolve(from, '..', text), extension: ts.Extension.Ts } : undefined }));
  const files = [...new Set(Object.values(wanted))].map((file) => resolve(file));
  const program = ts.createProgram([LIBRARY_FILE, ...files], options, host);
  const checker = program.getTypeChecker();

  function walk(type: ts.Type, path: string, found: Set<string>): void {
    if (type.isUnionOrIntersection()) {
      for (const part of type.types) walk(part, path, found);
      return;
    }
    if (checker.isArrayType(type) || checker.isTupleType(type)) {
      if (checker.isArrayType(type)) found.add(path);
      for (const element of checker.getTypeArguments(type as ts.TypeReference)) walk(element, `${path}[]`, found);
      return;
    }
    if (!(type.flags & ts.TypeFlags.Object) || type.symbol?.name === 'Date') return;
    for (const { type: value } of checker.getIndexInfosOfType(type)) {
      found.add(`${path}.*`);
      walk(value, `${path}.*`, found);
    }
    for (const property of checker.getPropertiesOfType(type)) walk(checker.getTypeOfSymbol(property), path === '' ? property.name : `${path}.${property.name}`, found);
  }

  return Object.fromEntries(
    Object.entries(wanted).map(([name, file]) => {
      const symbol = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(resolve(file))!)!).find((each) => each.name === name);
      if (!symbol) throw new Error(`${file} exports no ${name}.`);
      const declared = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      const found = new Set<string>();
      walk(checker.getDeclaredTypeOfSymbol(declared), '', found);
      return [name, [...found].sort()];
    }),
  );
}
