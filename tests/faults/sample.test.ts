/** A few of the faults over one stack, in `npm test`: a whole run plays each in a file of its own (jest.config.mjs). */
import './ghost/garbage.test.ts';
import './rt/wrongRows.test.ts';
import './tryton/hang.test.ts';
import './vendure/error200.test.ts';
