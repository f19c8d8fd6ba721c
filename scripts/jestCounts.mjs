// Prints "PASSED FAILED" of a jest result file. A lane that wrote none, ran no test or ended badly counts as a failure:
// silence must not look like success.
import { readFileSync } from 'node:fs';

const [file, exitCode] = process.argv.slice(2);
let passed = 0;
let failed = 0;
try {
  const result = JSON.parse(readFileSync(file, 'utf8'));
  passed = result.numPassedTests;
  failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
} catch {
  failed = 1;
}
if (failed === 0 && (passed === 0 || exitCode !== '0')) failed = 1;
console.log(`${passed} ${failed}`);
