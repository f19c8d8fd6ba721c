// Every rule is on for a reason that its message tells; nothing comes from a preset but the parser.
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Who may import whom (docs/ARCHITECTURE.md, "Rooms"). Each room lists the rooms it must not reach. */
const rooms = ['schema', 'directives', 'resolvers', 'operations', 'domain', 'datasources', 'ingest', 'gateway', 'embedded-mongo', 'examples', 'bench'];
const mayImport = {
  domain: [],
  schema: ['domain'],
  directives: ['domain', 'schema'],
  datasources: ['domain'],
  operations: ['datasources', 'domain'],
  resolvers: ['operations', 'datasources', 'domain', 'schema'],
  ingest: ['operations', 'datasources', 'domain'],
  gateway: ['resolvers', 'ingest', 'operations', 'datasources', 'directives', 'schema', 'domain', 'embedded-mongo'],
  'embedded-mongo': [],
  examples: [],
  bench: rooms,
};
const zones = Object.entries(mayImport).flatMap(([room, allowed]) => [
  ...rooms
    .filter((other) => other !== room && !allowed.includes(other))
    .map((other) => ({ target: `./${room}`, from: `./${other}`, message: `${room}/ may not import ${other}/: see docs/ARCHITECTURE.md, "Rooms".` })),
  { target: `./${room}`, from: './tests', message: 'Nothing imports tests/.' },
]);

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'schema/__generated__/', 'coverage/', '.data/'] },
  {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@typescript-eslint': tseslint.plugin, 'import-x': importX },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    settings: {
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/extensions': ['.ts'],
      'import-x/resolver-next': [importX.createNodeResolver({ extensions: ['.ts', '.js', '.mjs', '.json'] })],
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 400 }],
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Only gateway/config.ts reads the environment: take the value as an argument.' }],
      'no-restricted-syntax': [
        'error',
        { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: 'Outside the allowed rooms the clock comes in as an argument (`now: () => number`).' },
      ],
    },
  },
  {
    // I/O rooms own a clock; domain/, directives/, resolvers/ and operations/ are handed one.
    files: ['datasources/**', 'gateway/**', 'ingest/**', 'embedded-mongo/**', 'examples/**', 'tests/**', 'bench/**', 'scripts/**'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  { files: ['gateway/config.ts', 'examples/**', 'tests/**', 'bench/**', 'scripts/**', 'embedded-mongo/main.ts', 'gateway/cli/**'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['examples/**', 'tests/**', 'bench/**', 'scripts/**', 'gateway/cli/**', 'embedded-mongo/main.ts'], rules: { 'no-console': 'off' } },
);
