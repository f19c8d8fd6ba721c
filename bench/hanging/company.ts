/** The sample company as a process of its own, so that its work is not what is measured. */
import { startAcme } from '../../examples/acme/index.ts';
import { answerParent, readyForParent } from '../child.ts';

const people = Number(process.argv[2]);

startAcme({ people }).then(
  ({ urls, credentials }) => {
    answerParent({});
    readyForParent({ urls, adminKey: credentials.ghost.adminKey });
  },
  (error: unknown) => {
    console.error((error as Error).message);
    process.exit(1);
  },
);
