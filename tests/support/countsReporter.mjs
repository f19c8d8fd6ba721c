// Writes the counts of a run to the file that JEST_JSON names, for .ci/run.
import { writeFileSync } from 'node:fs';

export default class CountsReporter {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    if (!process.env.JEST_JSON) return;
    writeFileSync(process.env.JEST_JSON, JSON.stringify({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites }));
  }
}
