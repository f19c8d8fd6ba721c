/** A few of the faults over one stack, in `npm test`: a whole run plays each in a file of its own (jest.config.mjs). */
import './rt/wrongRows.test.ts';
import './tryton/hang.test.ts';
