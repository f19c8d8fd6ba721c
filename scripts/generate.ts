import { PROJECT, generateAll } from './generated.ts';
import { writeStale } from './stale.ts';

const written = await writeStale(await generateAll(), PROJECT);
console.log(written.length === 0 ? 'Everything generated is fresh.' : `Written:\n  ${written.join('\n  ')}`);
