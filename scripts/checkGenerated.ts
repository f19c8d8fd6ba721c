import { PROJECT, generateAll } from './generated.ts';
import { findStale } from './stale.ts';

const stale = await findStale(await generateAll(), PROJECT);
if (stale.length > 0) {
  console.error(`These generated files are not what schema/*.graphql and policy.yml make:\n  ${stale.join('\n  ')}\nRun \`npm run generate\` and commit them.`);
  process.exitCode = 1;
}
