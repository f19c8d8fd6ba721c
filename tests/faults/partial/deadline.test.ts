/** Sources that may take longer than the request has: what was configured so must not cost more than their own values. */
import { setTimeout as wait } from 'node:timers/promises';
import { useCompany } from '../../security/support/company.ts';
import { HOSTS } from '../../security/support/probe.ts';
import { SLACK_MS } from '../support/fault.ts';
import { ADA_QUERY, expectedOf } from './oracle.ts';
import { SYSTEMS, type System } from '../../support/faults/types.ts';

const DEADLINE_MS = 2_000;
const company = useCompany({
  adjust: (config) => ({
    ...config,
    deadlineMs: DEADLINE_MS,
    sources: Object.fromEntries(
      Object.entries(config.sources).map(([name, source]) => [name, { ...source, cacheMs: 0, timeoutMs: 20_000, answerMs: 20_000, read: name === 'ghost' ? ('live' as const) : source.read }]),
    ),
  }),
});

/** Reads the same sources again, because of what the last read has said. */
const CHAIN = `{ customers(first: 12) { edges { node {
  name { full } contacts { customer { name { full } orders(first: 1) { edges { node { number } } } } } organisations { customer { name { full } taxIds { value } } }
} } } }`;

describe.each(HOSTS)('sources that hang for longer than a request may take, on the host %s', (host) => {
  const timed = async (query: string) => {
    const began = performance.now();
    const { status, text } = await company.ask(host, query, { as: { role: 'admin' } });
    return { status, body: JSON.parse(text) as { data: Record<string, any>; errors?: { extensions: { coordinate: string; source: string } }[] }, tookMs: performance.now() - began }; // eslint-disable-line @typescript-eslint/no-explicit-any -- shapes of answers are what the tests assert
  };
  const hang = (systems: readonly System[]): void => systems.forEach((system) => (company.wires[system].answer = () => 'hang'));
  // Signed in, and with no work left that was given up: both take their own time with a source that hangs.
  beforeEach(async () => {
    const until = performance.now() + 20_000;
    for (;;) {
      const { body } = await timed(ADA_QUERY);
      if (body.data['customerBy'].sources.every(({ status }: { status: string }) => status === 'OK')) return;
      if (performance.now() > until) throw new Error(`The sources do not answer again: ${JSON.stringify(body)}`);
      await wait(100);
    }
  });
  afterEach(() => SYSTEMS.forEach((system) => (company.wires[system].answer = null)));

  it('answers by the deadline with the last known values of those that hang, and says so', async () => {
    hang(['tryton', 'vendure']);
    const { status, body, tookMs } = await timed(ADA_QUERY);
    const { sources, ...values } = body.data['customerBy'];
    expect([status, values]).toEqual([200, expectedOf(new Set(['tryton', 'vendure']), 'lastKnown').values]);
    expect(body.errors).toBeUndefined();
    expect(sources.map(({ status: state, reason }: { status: string; reason: string | null }) => `${state} ${reason}`)).toEqual(['STALE TIMEOUT', 'OK null', 'STALE TIMEOUT', 'OK null']);
    expect(tookMs).toBeLessThan(DEADLINE_MS + SLACK_MS);
  });

  it('answers by the deadline without the values of one that is read live or not at all', async () => {
    hang(['ghost']);
    const { status, body, tookMs } = await timed(ADA_QUERY);
    expect([status, body.data['customerBy'].subscriptions, body.data['customerBy'].contactPolicy]).toEqual([200, null, { allowed: false, reasons: ['CONSENT_UNKNOWN'] }]);
    expect(body.errors!.map(({ extensions }) => `${extensions.coordinate} ${extensions.source}`).sort()).toEqual(expectedOf(new Set(['ghost']), 'live').errors);
    expect(body.data['customerBy'].sources[3]).toMatchObject({ status: 'DOWN', reason: 'TIMEOUT' });
    expect(tookMs).toBeLessThan(DEADLINE_MS + SLACK_MS);
  });

  it('answers by the deadline though one read follows from the other', async () => {
    const whole = await timed(CHAIN);
    expect(whole.body.data['customers'].edges.some(({ node }: { node: { contacts: unknown[]; organisations: unknown[] } }) => node.contacts.length + node.organisations.length > 0)).toBe(true);
    hang(['tryton', 'vendure']);
    const { status, body, tookMs } = await timed(CHAIN);
    expect({ status, body }).toEqual({ status: 200, body: whole.body });
    expect(tookMs).toBeLessThan(DEADLINE_MS + SLACK_MS);
  });
});
