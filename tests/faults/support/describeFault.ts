/** The suite of one source and fault. Several in one file share the stack. */
import { PAYLOAD_SECRET, type FaultKind, type System } from '../../support/faults/types.ts';
import { LATEST_MS, playFault, sourcesOf, type Played } from './fault.ts';
import { keepObserved } from './observed.ts';
import { MODES, startStack, type Mode, type Stack, type StackAnswer } from './stack.ts';

export interface ExpectedAnswers {
  /** How the source fails. */
  play: FaultKind;
  /** The JSON that the client gets where the last known values are shown. */
  lastKnown: object;
  /** The same where a source is read live or not at all. */
  live: object;
}

/** What a source gets rid of per call before the gateway has given up an endless answer: mostly what the system's own buffers took. */
const READ_AT_MOST_BYTES = 16 * 1_048_576;
const STRANGERS = /blaise|pascal/i;

/** `STALE TIMEOUT`. */
function stateOf(answer: StackAnswer, source: System): string {
  const state = sourcesOf(answer).find(({ system }) => system === source);
  return state ? [state.status, state.reason].filter(Boolean).join(' ') : 'none';
}

let starting: Promise<Stack> | undefined;
/** Known before the first test of the file begins. */
const faulty = new Set<System>();

const NAMES: Readonly<Record<Mode, string>> = { lastKnown: 'the last known values', live: 'nothing in place of its values' };

/** `fault`: the file's name. */
export function describeFault(source: System, fault: string, expected: readonly ExpectedAnswers[]): void {
  faulty.add(source);
  describe(`${source}: ${fault}`, () => {
    let stack: Stack;
    beforeAll(async () => {
      stack = await (starting ??= startStack(faulty));
    }, 120_000);

    describe.each(expected.flatMap((one) => MODES.map((mode) => ({ ...one, mode, shows: NAMES[mode] }))))('$play, showing $shows', ({ play, mode, ...answers }) => {
      let played: Played;
      beforeAll(async () => {
        played = await playFault(stack, mode, stack.servers[source], { kind: play });
        keepObserved({
          source, fault: play, mode,
          status: played.first.status,
          codes: [...new Set((played.first.body.errors ?? []).map(({ extensions }) => extensions.code))].sort(),
          state: stateOf(played.first, source),
          tookMs: played.answers.map(({ tookMs }) => tookMs),
          calls: played.calls,
          recovered: played.recoveredAfter === 1 ? 'at once' : 'after a pause',
        });
      });

      it('gives the client nobody else\'s values', () => {
        for (const { text } of played.answers) expect(text).not.toMatch(STRANGERS);
      });

      it('gives the client no payload of the source, and writes neither that nor a name down', () => {
        for (const { text } of played.answers) expect(text).not.toContain(PAYLOAD_SECRET);
        expect(stack.logged()).not.toContain(PAYLOAD_SECRET);
        expect(stack.logged()).not.toMatch(STRANGERS);
      });

      it('answers by its deadline', () => {
        for (const { status, tookMs } of played.answers) {
          expect(status).toBe(200);
          expect(tookMs).toBeLessThan(LATEST_MS);
        }
      });

      it('answers exactly this', () => {
        expect(played.body).toEqual(answers[mode]);
      });

      it('leaves no work running, and reads no more of an answer than it may', () => {
        expect(played.left).toEqual({ open: 0, later: 0 });
        expect(played.bytes / Math.max(1, played.calls)).toBeLessThan(READ_AT_MOST_BYTES);
      });
    });
  });
}

afterAll(async () => {
  const stack = await starting?.catch(() => undefined);
  starting = undefined;
  await stack?.close();
});
