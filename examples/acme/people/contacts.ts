/** Tickets, calls and campaign touches. */
import { randomStream } from './random.ts';
import type { Random } from './random.ts';
import { DAY_MS, newsletters, objectId } from './records.ts';
import type { Records } from './records.ts';
import { pastTime } from './orders.ts';
import type { Campaign, CampaignRecipient, DeskTicket, DeskUser, Person } from './model.ts';

const SUBJECTS = {
  General: {
    en: [
      'Where is my order?',
      'Invoice copy',
      'Change of delivery address',
      'Question about descaling',
      'Which grinder fits?',
    ],
    es: [
      '¿Dónde está mi pedido?',
      'Copia de la factura',
      'Cambio de dirección de entrega',
      'Duda sobre la descalcificación',
      '¿Qué molinillo me conviene?',
    ],
  },
  Complaints: {
    en: ['Machine leaks', 'Arrived broken', 'Charged twice', 'Service was late'],
    es: ['La máquina pierde agua', 'Llegó rota', 'Me han cobrado dos veces', 'El técnico llegó tarde'],
  },
} as const;

const AGENTS = ['nadia', 'tom', 'lucas', 'irene', 'maya', 'pol'] as const;
export const CAMPAIGN_SUBJECTS = [
  'Spring deals',
  'Ofertas de verano',
  'New beans are in',
  'Curso de latte art',
  'Black week',
  'Your coffee calendar',
  'Novedades',
  'Two for one',
] as const;

/** Tickets and calls, and the campaigns with their recipients. */
export interface Contacts {
  tickets: DeskTicket[];
  campaigns: Campaign[];
  recipients: CampaignRecipient[];
}

type NewTicket = Omit<DeskTicket, 'id'>;
const second = (ms: number): number => Math.floor(ms / 1000) * 1000;

function ticket(random: Random, user: DeskUser, nowMs: number, fixed: Partial<NewTicket> = {}): NewTicket {
  const queue = fixed.queue ?? (random.chance(0.16) ? 'Complaints' : 'General');
  const createdAtMs = second(pastTime(random, nowMs, 1, 400));
  const days = (nowMs - createdAtMs) / DAY_MS;
  const open = queue === 'Complaints' ? random.chance(0.3) : days < 14 && random.chance(0.5);
  const subject = random.pick(SUBJECTS[queue === 'Complaints' ? 'Complaints' : 'General'][user.lang]);
  return {
    queue,
    subject,
    content: subject,
    requestor: user.name,
    status: open
      ? random.pick(['new', 'open', 'open', 'stalled'] as const)
      : random.chance(0.05)
        ? 'rejected'
        : 'resolved',
    priority: queue === 'Complaints' ? random.pick([50, 80]) : random.pick([10, 20, 50]),
    customFields: user.organization ? { CustomerCode: user.organization } : {},
    createdAtMs,
    updatedAtMs: Math.min(nowMs - 60_000, createdAtMs + random.int(0, 6 * 86_400) * 1000),
    ...fixed,
  };
}

function call(random: Random, user: DeskUser, person: Person | undefined, nowMs: number): NewTicket {
  const startMs = second(pastTime(random, nowMs, 1, 400));
  const seconds = random.int(15, 1500);
  const inbound = random.chance(0.8);
  const hidden = inbound && random.chance(0.07);
  const number = hidden
    ? ''
    : (random.pick(
        [person?.mobile, person?.landline, user.phone]
          .filter((value): value is string => Boolean(value))
          .concat(user.phone || []),
      ) ?? '');
  const endMs = startMs + seconds * 1000;
  return {
    queue: 'Calls',
    subject: inbound ? 'Inbound call' : 'Outbound call',
    content: 'Call log',
    requestor: user.name,
    status: 'resolved',
    priority: 0,
    customFields: {
      ...(user.organization ? { CustomerCode: user.organization } : {}),
      CallStart: new Date(startMs).toISOString().replace('.000Z', 'Z'),
      CallSeconds: String(seconds),
      CallDirection: inbound ? 'inbound' : 'outbound',
      CallAgent: random.pick(AGENTS),
      ...(number ? { CallNumber: number } : {}),
    },
    createdAtMs: endMs,
    updatedAtMs: endMs,
  };
}

function makeTickets(people: readonly Person[], records: Records, seed: number, nowMs: number): DeskTicket[] {
  const random = randomStream(seed, 'tickets');
  const personOf = new Map(people.map((person) => [person.id, person]));
  const drafts: NewTicket[] = [];
  records.deskUsers.forEach((user, index) => {
    const person = personOf.get(user.personId);
    const reachable = user.phone !== '' || Boolean(person?.mobile);
    const tickets = index < 3 ? 2 : random.pick([0, 0, 1, 1, 2, 3]);
    const calls = index < 3 ? 2 : reachable ? random.pick([0, 0, 1, 1, 2, 3]) : 0;
    for (let i = 0; i < tickets; i += 1) {
      // Of the known people Ada has an open question, Blaise an open complaint.
      const known: Partial<NewTicket> =
        index < 2 && i === 0 ? { queue: index === 0 ? 'General' : 'Complaints', status: 'open' } : {};
      drafts.push(ticket(random, user, nowMs, known));
    }
    for (let i = 0; i < calls; i += 1) drafts.push(call(random, user, person, nowMs));
  });
  return drafts.sort((a, b) => a.createdAtMs - b.createdAtMs).map((draft, i) => ({ id: i + 1, ...draft }));
}

function makeCampaigns(seed: number, nowMs: number): Campaign[] {
  const random = randomStream(seed, 'campaigns');
  return Array.from({ length: 14 }, (_, i) => {
    const sentAtMs = nowMs - (5 + (13 - i) * 25) * DAY_MS + 9 * 3_600_000;
    return {
      id: objectId(sentAtMs, seed, 0x100 + i),
      subject: CAMPAIGN_SUBJECTS[i % CAMPAIGN_SUBJECTS.length]!,
      newsletter: random.pick(newsletters).slug,
      sentAtMs,
    };
  });
}

function makeRecipients(
  records: Records,
  campaigns: readonly Campaign[],
  seed: number,
  nowMs: number,
): CampaignRecipient[] {
  const random = randomStream(seed, 'recipients');
  const recipients: CampaignRecipient[] = [];
  records.members.forEach((member, index) => {
    for (const campaign of campaigns) {
      const left = member.unsubscribed.find(({ slug }) => slug === campaign.newsletter);
      const subscribed =
        member.newsletters.includes(campaign.newsletter) || (left !== undefined && left.atMs > campaign.sentAtMs);
      if (!subscribed || member.createdAtMs > campaign.sentAtMs) continue;
      // Only a part of the list is kept, or the touches would drown everything else.
      if (index > 0 && !random.chance(0.13)) continue;
      const failed = random.chance(0.02);
      const deliveredAtMs = failed ? null : campaign.sentAtMs + random.int(20, 600) * 1000;
      const later = (from: number): number => second(Math.min(nowMs - 1000, from + random.int(60, 3 * 86_400) * 1000));
      const openedAtMs = deliveredAtMs !== null && (index === 0 || random.chance(0.42)) ? later(deliveredAtMs) : null;
      recipients.push({
        id: objectId(campaign.sentAtMs, seed, 0x40000 + recipients.length),
        campaignId: campaign.id,
        memberId: member.id,
        deliveredAtMs,
        openedAtMs,
        clickedAtMs: openedAtMs !== null && random.chance(0.28) ? later(openedAtMs) : null,
        failedAtMs: failed ? campaign.sentAtMs + 60_000 : null,
      });
    }
  });
  return recipients;
}

/** Everything the desk and the marketing system recorded. */
export function makeContacts(people: readonly Person[], records: Records, seed: number, nowMs: number): Contacts {
  // Nobody to write to: no campaigns either.
  const campaigns = records.members.length === 0 ? [] : makeCampaigns(seed, nowMs);
  return {
    tickets: makeTickets(people, records, seed, nowMs),
    campaigns,
    recipients: makeRecipients(records, campaigns, seed, nowMs),
  };
}
