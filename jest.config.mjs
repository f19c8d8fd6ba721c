// ESM packages without a CommonJS build; jest loads CommonJS, so they are transformed as well.
const esmOnly = ['jose', 'p-queue', 'p-timeout', 'eventemitter3'];
// Loads node:http by `import()`, which jest's modules cannot.
const importing = ['@opentelemetry/otlp-exporter-base'];

// In a whole run alone: faults that take gateways and servers of their own, races and kills at each call of a store.
const wholeRunsAlone = ['/tests/faults/\\w+/.*(?<!check)\\.test\\.ts$', '/tests/store/(?:likelyFaults|likelyOrder|decisionFaults|lateWorker|pinsMoveNobody)\\.'];
const leftOut = process.env.TESTS === 'whole' ? [] : wholeRunsAlone;

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/tests'],
  globalSetup: '<rootDir>/tests/support/runFolder.mjs',
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...leftOut],
  transform: {
    '^.+\\.(ts|js|mjs)$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${[...esmOnly, ...importing].join('|')})/)`],
  reporters: ['default', '<rootDir>/tests/support/skippedReporter.mjs', '<rootDir>/tests/support/countsReporter.mjs'],
  // Else each use of them asks the sandbox that a test runs in: editing distances took five times as long.
  // Not Error: a module of mysql2 declares a class of that name, and these are parameters of the function around it.
  sandboxInjectedGlobals: ['Math', 'Object', 'Array', 'Map', 'Set', 'Number', 'String', 'JSON', 'Symbol', 'Promise', 'WeakMap', 'Uint8Array'],
  // No test is about time by this: it ends what hangs, on a machine that is slow as well.
  testTimeout: 120_000,
  // Of two processors the third uses what the others leave while they wait for servers and timers.
  maxWorkers: 3,
  // A worker keeps the modules of every file that it ran; tests/security measures CPU, collections of that heap included.
  workerIdleMemoryLimit: '1200MB',
};
