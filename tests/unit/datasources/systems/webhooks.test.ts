import { readFileSync } from 'node:fs';
import { ghostWebhook } from '../../../../datasources/systems/ghost/webhook.ts';
import { standardWebhook, MOST_TOLD } from '../../../../datasources/systems/standardWebhooks.ts';
import type { ReadWebhook, WebhookReading } from '../../../../datasources/systems/webhook.ts';
import { ghostDelivery, memberEdited, standardDelivery, type SentWebhook } from '../../../support/webhooks.ts';

const SECRET = 'a secret of the tests';
const AT_MS = Date.parse('2026-03-04T11:00:00.123Z');
const MEMBER = '6b0300076b8bcf7cd24a216a';

const readBy = (read: ReadWebhook) => ({ headers, body }: SentWebhook, changes: { secret?: string; nowMs?: number } = {}): WebhookReading =>
  read({ headers, body: Buffer.from(body), secret: SECRET, nowMs: AT_MS, toleranceMs: 300_000, ...changes });
const told = (reading: WebhookReading) => ('told' in reading ? reading.told : reading.refused);
const macOf = (reading: WebhookReading) => ('mac' in reading ? reading.mac.toString('hex') : null);

describe("Ghost's webhooks", () => {
  const read = readBy(ghostWebhook);
  const sent = ghostDelivery(SECRET, memberEdited(MEMBER), AT_MS);
  const signed = sent.headers['x-ghost-signature']!;
  const withHeader = (header: string | undefined): SentWebhook => ({ ...sent, headers: header === undefined ? {} : { 'x-ghost-signature': header } });

  it.each([
    ['no signature', withHeader(undefined)],
    ['an empty one', withHeader('')],
    ['one of another time', withHeader(signed.replace(String(AT_MS), String(AT_MS + 1)))],
    ['one without its time', withHeader(signed.split(',')[0])],
    ['a shorter one', withHeader(signed.replace(/sha256=../, 'sha256='))],
    ['one with a digit of the time moved to the body', { headers: { 'x-ghost-signature': signed.replace(/t=\d/, 't=') }, body: `${sent.body}${String(AT_MS)[0]}` }],
    ['a changed body', { ...sent, body: sent.body.replace('King', 'Kong') }],
  ])('are refused with %s', (_name, delivery) => {
    expect(read(delivery)).toEqual({ refused: 'signature' });
  });

  it('are refused with another secret', () => {
    expect(read(sent, { secret: 'another secret of tests' })).toEqual({ refused: 'signature' });
  });

  it.each([-300_001, 300_001])('are refused %i ms from our time, and not a moment before', (byMs) => {
    expect(read(sent, { nowMs: AT_MS + byMs })).toEqual({ refused: 'time' });
    expect(told(read(sent, { nowMs: AT_MS + byMs - Math.sign(byMs) }))).toEqual([{ type: 'party', id: MEMBER }]);
  });

  it.each([[['member']], [{ member: { current: { name: 'Nobody' }, previous: {} } }], [{ member: 'x' }]])('are unreadable where they name no member: %j', (payload) => {
    expect(read(ghostDelivery(SECRET, payload, AT_MS))).toEqual({ refused: 'unreadable' });
  });

  it('are as the real Ghost sends them', () => {
    const { body } = JSON.parse(readFileSync('tests/contract/recorded/ghost/21_webhook_received.json', 'utf8')) as { body: { headers: Record<string, string>; text: string } };
    const reading = read({ headers: body.headers, body: body.text }, { secret: 'recorder', nowMs: 1_795_358_757_000 });
    expect(reading).toMatchObject({ told: [{ type: 'party', id: MEMBER }], atMs: 1_795_358_756_141 });
  });

  it('tell of members that were deleted, by what they were', () => {
    expect(told(read(ghostDelivery(SECRET, { member: { current: {}, previous: { id: MEMBER, email: 'ada@example.com' } } }, AT_MS)))).toEqual([{ type: 'party', id: MEMBER }]);
  });

  it('tell nothing of what is no member', () => {
    expect(told(read(ghostDelivery(SECRET, { post: { current: { id: MEMBER } } }, AT_MS)))).toEqual([]);
  });

  it('tell two changes within one millisecond apart, and know a delivery again', () => {
    const other = ghostDelivery(SECRET, memberEdited(MEMBER, 'Ada Byron'), AT_MS);
    expect(macOf(read(sent))).not.toBe(macOf(read(other)));
    expect(macOf(read(sent))).toBe(macOf(read({ ...sent, headers: { 'x-ghost-signature': signed.replace(', t', ',t') } })));
  });
});

describe('Standard Webhooks', () => {
  const read = readBy(standardWebhook(['party', 'order']));
  const sent = standardDelivery(SECRET, { type: 'order', id: '17' }, AT_MS, 'msg_1');
  const changed = (headers: Record<string, string>): SentWebhook => ({ ...sent, headers: { ...sent.headers, ...headers } });

  it.each([
    ['no headers', { ...sent, headers: {} }],
    ['another id', changed({ 'webhook-id': 'msg_2' })],
    ['an id with a dot, which would end it elsewhere', standardDelivery(SECRET, { type: 'order', id: '17' }, AT_MS, 'msg.1')],
    ['another time', changed({ 'webhook-timestamp': String(Math.floor(AT_MS / 1_000) + 1) })],
    ['a time that is none', changed({ 'webhook-timestamp': '1e9' })],
    ['a signature of another version', changed({ 'webhook-signature': sent.headers['webhook-signature']!.replace('v1,', 'v1a,') })],
    ['a cut signature', changed({ 'webhook-signature': sent.headers['webhook-signature']!.slice(0, -4) })],
    ['a changed body', { ...sent, body: sent.body.replace('17', '18') }],
    ['the right signature as the eleventh', changed({ 'webhook-signature': `${'v1,x '.repeat(10)}${sent.headers['webhook-signature']!}` })],
  ])('are refused with %s', (_name, delivery) => {
    expect(read(delivery)).toEqual({ refused: 'signature' });
  });

  it('are refused where their time is too far from ours', () => {
    expect(read(sent, { nowMs: AT_MS + 301_000 })).toEqual({ refused: 'time' });
    expect(read(sent, { nowMs: AT_MS - 301_000 })).toEqual({ refused: 'time' });
  });

  it.each([
    ['no JSON', 'order 17'], ['a type that the system does not have', { type: 'ticket', id: '17' }], ['no id', { type: 'order' }], ['an id with a blank', { type: 'order', id: '1 7' }],
    ['one wrong of several', [{ type: 'order', id: '17' }, null]], ['too many', Array.from({ length: MOST_TOLD + 1 }, (_, id) => ({ type: 'order', id }))],
  ])('are unreadable with %s', (_name, payload) => {
    expect(read(standardDelivery(SECRET, payload, AT_MS))).toEqual({ refused: 'unreadable' });
  });

  it('name one record, or several, by text or number', () => {
    expect(told(read(sent))).toEqual([{ type: 'order', id: '17' }]);
    expect(told(read(standardDelivery(SECRET, [{ type: 'order', id: 17 }, { type: 'party', id: 'x-1', more: true }], AT_MS)))).toEqual([{ type: 'order', id: '17' }, { type: 'party', id: 'x-1' }]);
  });

  it('take one good signature among several, as when secrets change', () => {
    const reading = read(changed({ 'webhook-signature': `v1,${'A'.repeat(43)}= ${sent.headers['webhook-signature']!}` }));
    expect(told(reading)).toEqual([{ type: 'order', id: '17' }]);
    expect(macOf(reading)).toBe(macOf(read(sent)));
  });

  it('take a secret as the standard writes it', () => {
    const key = Buffer.from('of thirty-two bytes, as is usual');
    expect(told(read(standardDelivery(key, { type: 'order', id: '17' }, AT_MS), { secret: `whsec_${key.toString('base64')}` }))).toEqual([{ type: 'order', id: '17' }]);
  });
});
