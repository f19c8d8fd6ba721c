import { findStale, generateAll } from './generated.ts';

const stale = await findStale(await generateAll());
if (stale.length > 0) {
  console.error(`These generated files are not what schema/*.graphql and policy.yml make:\n  ${stale.join('\n  ')}\nRun \`npm run generate\` and commit them.`);
  process.exitCode = 1;
}
