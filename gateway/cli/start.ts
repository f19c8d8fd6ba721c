/**
 * `npm start`: the gateway of the environment's configuration or, without one, the sample company, an embedded MongoDB
 * and the gateway together. Ends with exit code 0 on Ctrl-C or SIGTERM, after the requests in hand; with 1 at once on a
 * second one, and where it cannot start.
 */
import { openSampleIssuer, signSampleToken } from '../auth/sampleKeys.ts';
import { ConfigError, dataDirOf, loadConfig } from '../config.ts';
import { spanLastNet } from '../lastNet.ts';
import { createLogger } from '../logger.ts';
import { startGateway, type RunningGateway } from '../main.ts';
import { endOnSignals } from './endOnSignals.ts';
import { createProgressDisplay } from './progress.ts';
import { SAMPLE_COMPANY_NOT_STARTED, samplePeople, startSampleCompany, type SampleCompany } from './sampleCompany.ts';
import { FIRST_QUERY, findAda, sampleTokens, welcome } from './welcome.ts';

/** After a defect that nobody caught: what has not been closed by then is left to the next start. */
const END_LIMIT_MS = 5_000;

/** Says nothing more after the first intake; ends what was started, in order, once. */
async function main(): Promise<void> {
  const startedAt = performance.now();
  const { env } = process;
  const isSample = !env.C360_CONFIG;
  // Everything wrong is told before anything is started.
  const { logLevel } = loadConfig(isSample ? { ...env, ...SAMPLE_COMPANY_NOT_STARTED } : env);
  const people = isSample ? samplePeople(env) : undefined;
  const logger = createLogger(logLevel);

  let company: SampleCompany | undefined;
  let gateway: RunningGateway | undefined;
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> =>
    (ending ??= (async () => {
      await gateway?.close();
      await company?.close();
    })());
  spanLastNet(process, logger, () => {
    setTimeout(() => process.exit(1), END_LIMIT_MS).unref();
    const exit = (): void => process.exit(1);
    end().then(exit, exit);
  });
  endOnSignals(process, { end, exit: (code) => process.exit(code) });

  try {
    if (isSample) {
      console.log('Starting the sample company Acme ...');
      company = await startSampleCompany(dataDirOf(env), people);
    }
    const config = loadConfig({ ...env, ...company?.env });
    const display = createProgressDisplay(process.stdout);
    const issuer = isSample ? await openSampleIssuer(config.dataDir) : undefined;
    gateway = await startGateway(config, {
      logger,
      // The gateway's own part is finding out who is who.
      onProgress: (progress) => display.update(progress.system === 'gateway' ? { ...progress, system: 'matching', type: '' } : progress),
      ...(issuer && {
        graphiql: {
          defaultQuery: FIRST_QUERY,
          headers: async () => JSON.stringify({ authorization: `Bearer ${await signSampleToken(issuer, { role: 'admin' })}` }, null, 2),
        },
      }),
    });
    await company?.tellChanges(gateway.url);
    console.log(isSample ? 'Taking in its four systems ...' : `Listening on ${gateway.url}; taking in ${Object.keys(config.sources).join(', ')} ...`);
    await gateway.firstRound;
    display.end();
    const elapsedMs = performance.now() - startedAt;
    if (issuer) console.log(welcome(gateway.url, await sampleTokens(issuer, await findAda(gateway.store)), elapsedMs));
    else console.log(`Ready in ${(elapsedMs / 1000).toFixed(1)} s.`);
  } catch (error) {
    await end();
    throw error;
  }
}

main().catch((error: unknown) => {
  // A configuration's problems are written for whoever mends them; other failures say what could not be done.
  console.error(error instanceof ConfigError ? error.message : `The gateway cannot start: ${(error as Error).message}`);
  process.exit(1);
});
