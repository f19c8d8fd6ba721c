import { decideContact, type ContactFacts } from '../../../../domain/contactPolicy/decide.ts';
import type { ContactPolicyConfig } from '../../../../domain/contactPolicy/types.ts';
import type { Subscription } from '../../../../domain/records.ts';

const config: ContactPolicyConfig = {
  timeZones: { default: 'Europe/Madrid', GB: 'Europe/London', US: 'America/New_York' },
  quietHours: { PHONE: { fromHour: 21, untilHour: 9, days: [0] } },
  recentTouches: { count: 2, days: 7 },
  consentNeeded: ['MARKETING', 'SALES'],
  consentMaxAgeMs: 86_400_000,
};
// A Wednesday, 12:00 in Madrid.
const noonMs = Date.parse('2026-03-04T11:00:00Z');

const consent = (over: Partial<Subscription> = {}): Subscription => ({
  channel: 'EMAIL', purpose: 'MARKETING', topic: 'News', status: 'SUBSCRIBED', contactPoint: 'ada@example.com', since: null, ...over,
});
const facts = (over: Partial<ContactFacts> = {}): ContactFacts => ({
  emails: [{ value: 'ada@example.com', verified: true, label: null }],
  phones: [{ value: '+34911234567', verified: false, label: null }],
  addresses: [{ street: 'Calle 1', city: 'Madrid', postcode: '28001', region: null, country: 'ES' }],
  subscriptions: [consent()],
  consentKnown: true,
  openComplaint: false,
  touchesAtMs: [],
  ...over,
});
const email = (over: Partial<ContactFacts>, purpose: 'MARKETING' | 'SALES' | 'SERVICE' = 'MARKETING') =>
  decideContact(facts(over), 'EMAIL', purpose, config, noonMs);

describe('contact policy', () => {
  it('forbids where no system has a consent: unknown means no', () => {
    expect(email({ subscriptions: [] })).toEqual({ allowed: false, reasons: ['NO_CONSENT'], at: [], untilMs: null });
  });

  it('does not take a consent for another purpose or channel', () => {
    const others = [consent({ purpose: 'SERVICE' }), consent({ channel: 'SMS' })];
    expect(email({ subscriptions: others }).reasons).toEqual(['NO_CONSENT']);
  });

  it('does not take a consent for another contact point, and says at which one there is one', () => {
    const emails = ['ada@example.com', 'ada@work.example'].map((value) => ({ value, verified: true, label: null }));
    expect(email({ emails: emails.slice(1) }).reasons).toEqual(['NO_CONSENT']);
    expect(email({ emails })).toMatchObject({ allowed: true, at: ['ada@example.com'] });
    expect(email({ emails }, 'SERVICE')).toMatchObject({ allowed: true, at: ['ada@example.com', 'ada@work.example'] });
  });

  it("lets one system's opt-out outweigh another's consent", () => {
    expect(email({ subscriptions: [consent(), consent({ status: 'UNSUBSCRIBED', topic: 'Shop' })] }).reasons).toEqual(['OPTED_OUT']);
  });

  it('forbids a suppressed address for every purpose', () => {
    const bounced = { subscriptions: [consent({ status: 'SUPPRESSED' })] };
    expect(email(bounced).reasons).toEqual(['SUPPRESSED']);
    expect(email(bounced, 'SERVICE').reasons).toEqual(['SUPPRESSED']);
  });

  it('counts consent that could not be read as not given', () => {
    expect(email({ consentKnown: false }).reasons).toEqual(['CONSENT_UNKNOWN']);
  });

  it('tells of an opt-out even where not every system could be read', () => {
    expect(email({ consentKnown: false, subscriptions: [consent({ status: 'UNSUBSCRIBED' })] }).reasons).toEqual(['OPTED_OUT', 'CONSENT_UNKNOWN']);
  });

  it('sells nothing into an open complaint, nor where there may be one', () => {
    expect(email({ openComplaint: true }).reasons).toEqual(['OPEN_COMPLAINT']);
    expect(email({ openComplaint: 'unknown' }).reasons).toEqual(['COMPLAINTS_UNKNOWN']);
    expect(email({ openComplaint: true }, 'SERVICE').allowed).toBe(true);
  });

  it('forbids where there is no contact point of that kind', () => {
    expect(email({ emails: [] }).reasons).toEqual(['NO_CONTACT_POINT']);
    expect(decideContact(facts({ addresses: [] }), 'POST', 'SERVICE', config, noonMs).reasons).toEqual(['NO_CONTACT_POINT']);
    expect(decideContact(facts({ phones: [] }), 'SMS', 'SERVICE', config, noonMs).reasons).toEqual(['NO_CONTACT_POINT']);
  });

  it('tells every reason at once, and no end where one of them does not pass', () => {
    const decision = decideContact(facts({ openComplaint: true, subscriptions: [] }), 'PHONE', 'SALES', config, Date.parse('2026-03-04T23:00:00Z'));
    expect(decision).toEqual({ allowed: false, reasons: ['NO_CONSENT', 'OPEN_COMPLAINT', 'QUIET_HOURS'], at: [], untilMs: null });
  });

  it('allows with a consent, and service without one', () => {
    expect(email({})).toEqual({ allowed: true, reasons: [], at: ['ada@example.com'], untilMs: null });
    expect(email({ subscriptions: [], consentKnown: false }, 'SERVICE').allowed).toBe(true);
  });

  describe('quiet hours', () => {
    const call = (at: string, country: string | null = 'ES') =>
      decideContact(
        facts({ addresses: [{ street: null, city: 'X', postcode: null, region: null, country }] }),
        'PHONE',
        'SERVICE',
        config,
        Date.parse(at),
      );

    it('lets the night pass midnight and tells when it ends', () => {
      expect(call('2026-03-03T21:30:00Z')).toEqual({ allowed: false, reasons: ['QUIET_HOURS'], at: [], untilMs: Date.parse('2026-03-04T08:00:00Z') });
    });

    it("goes by the clock at the customer's, summer time included", () => {
      expect(call('2026-03-04T08:30:00Z').allowed).toBe(true);
      expect(call('2026-03-04T08:30:00Z', 'GB').allowed).toBe(false);
      expect(call('2026-07-01T08:30:00Z', 'GB').allowed).toBe(true);
      expect(call('2026-03-04T13:30:00Z', 'US').reasons).toEqual(['QUIET_HOURS']);
    });

    it('takes the default zone where no country is known', () => {
      expect(call('2026-03-04T08:30:00Z', null).allowed).toBe(true);
    });

    it('waits from Saturday night until Monday morning over a day of rest', () => {
      expect(call('2026-03-07T20:30:00Z').untilMs).toBe(Date.parse('2026-03-09T08:00:00Z'));
    });

    it('tells no end where every day is a day of rest', () => {
      const never = { ...config, quietHours: { PHONE: { fromHour: 0, untilHour: 0, days: [0, 1, 2, 3, 4, 5, 6] } } };
      expect(decideContact(facts(), 'PHONE', 'SERVICE', never, noonMs)).toEqual({ allowed: false, reasons: ['QUIET_HOURS'], at: [], untilMs: null });
    });
  });

  describe('recent touches', () => {
    const daysAgo = (days: number) => noonMs - days * 86_400_000;

    it('forbids selling once the count is reached, until the deciding touch is old enough', () => {
      expect(email({ touchesAtMs: [daysAgo(1), daysAgo(3), daysAgo(6)] })).toEqual({
        allowed: false, reasons: ['RECENT_TOUCHES'], at: [], untilMs: daysAgo(3) + 7 * 86_400_000,
      });
      expect(email({ touchesAtMs: [daysAgo(1), daysAgo(3)] }, 'SERVICE').allowed).toBe(true);
    });

    it('forgets touches outside the window', () => {
      expect(email({ touchesAtMs: [daysAgo(1), daysAgo(8)] }).allowed).toBe(true);
    });

    it('does not end in the night', () => {
      const touchedAtMs = Date.parse('2026-02-26T22:00:00Z');
      const decision = decideContact(
        facts({ touchesAtMs: [touchedAtMs, touchedAtMs], subscriptions: [consent({ channel: 'PHONE', purpose: 'SALES', contactPoint: '+34911234567' })] }),
        'PHONE', 'SALES', config, noonMs,
      );
      expect(decision).toEqual({ allowed: false, reasons: ['RECENT_TOUCHES'], at: [], untilMs: Date.parse('2026-03-06T08:00:00Z') });
    });
  });
});
