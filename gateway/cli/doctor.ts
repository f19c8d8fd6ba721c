/**
 * `npm run doctor`: checks the configuration of C360_CONFIG (or the sample company's) against the live systems, a line for
 * each check, and says what to change. Exit code 1 where one fails. Prints nobody's data, and writes nothing.
 */
import { ConfigError, dataDirOf, loadConfig } from '../config.ts';
import { examine } from '../doctor/doctor.ts';
import { lineOf, type Finding } from '../doctor/finding.ts';
import { runningSampleCompany, startSampleCompany } from './sampleCompany.ts';

async function main(): Promise<void> {
  const { env } = process;
  // One that `npm start` runs is asked as it is.
  const running = env.C360_CONFIG ? {} : runningSampleCompany(dataDirOf(env));
  const started = running ? undefined : await startSampleCompany(dataDirOf(env));
  const counts: Record<Finding['level'], number> = { OK: 0, WARN: 0, FAIL: 0 };
  try {
    for await (const finding of examine(loadConfig({ ...env, ...(running ?? started!.env) }))) {
      counts[finding.level] += 1;
      console.log(lineOf(finding));
    }
  } finally {
    await started?.close();
  }
  console.log(`${counts.OK} OK, ${counts.WARN} WARN, ${counts.FAIL} FAIL`);
  if (counts.FAIL > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) for (const { key, message } of error.problems) console.log(`FAIL  configuration: ${key}: ${message}. Change: ${key}.`);
  else console.error(`The checks cannot be run: ${(error as Error).message}`);
  process.exit(1);
});
