// Names, after a run, the lanes that were skipped for want of a server, with the command that would run each.
const LANES = [
  { variable: 'MONGODB_TEST_URI', what: 'store tests on an independent MongoDB server', command: 'MONGODB_TEST_URI=mongodb://127.0.0.1:27017 npm run test:store' },
  { variable: 'REDIS_TEST_URL', what: 'tests on a real Redis (those that start and stop one of their own need the command redis-server)', command: 'REDIS_TEST_URL=redis://127.0.0.1:6379 npm run test:redis' },
  { variable: 'C360_PEERS_FILE', what: 'adapters and tokens on the real Tryton, Request Tracker, Vendure, Ghost, PostgreSQL, MariaDB and oidc-provider', command: 'npm run test:peers' },
];

export default class SkippedReporter {
  onRunComplete(_contexts, results) {
    if (results.numPendingTests === 0) return;
    const missing = LANES.filter(({ variable }) => !process.env[variable]);
    const lines = missing.map(({ what, command }) => `  ${what}: ${command}`);
    process.stderr.write(`\nSkipped ${results.numPendingTests} tests for want of a server:\n${lines.join('\n')}\n`);
  }
}
