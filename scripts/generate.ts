import { generateAll, writeStale } from './generated.ts';

const written = await writeStale(await generateAll());
console.log(written.length === 0 ? 'Everything generated is fresh.' : `Written:\n  ${written.join('\n  ')}`);
