import { idAt, type Json } from '../http.ts';
import { ada, blaise, carl, company, maria, type Party } from '../people.ts';
import { call, signIn } from './client.ts';

/** Seeds a new RT: users who are customers, tickets in General and Complaints, calls in Calls. */
export async function seedRt(): Promise<void> {
  const cookie = await signIn();
  const run = async (method: string, path: string, body: Json): Promise<Json> => {
    const answer = await call(cookie, method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  };

  for (const party of [ada, blaise, carl, maria]) {
    await run('POST', 'user', {
      Name: party.email,
      EmailAddress: party.email,
      RealName: party.name,
      MobilePhone: party.mobile ?? '',
      Organization: party.code,
      City: party.address.city,
      Lang: party.language,
      Privileged: 0,
      CustomFields: { Phone: party.mobile ?? '', ...(party.birthDate ? { BirthDate: party.birthDate } : {}) },
    });
  }

  const ticket = async (
    queue: string,
    party: Party,
    subject: string,
    content: string,
    fields: Record<string, string> = {},
  ): Promise<string> =>
    idAt(
      await run('POST', 'ticket', {
        Queue: queue,
        Subject: subject,
        Requestor: party.email,
        Content: content,
        ContentType: 'text/plain',
        CustomFields: { CustomerCode: party.code, ...fields },
      }),
      'id',
    );
  const phoneCall = (party: Party, start: string, seconds: number, direction: string, agent: string): Promise<string> =>
    ticket('Calls', party, `Call ${direction}`, 'Call', {
      CallStart: start,
      CallSeconds: String(seconds),
      CallDirection: direction,
      CallAgent: agent,
      CallNumber: party.mobile ?? '',
    });

  const answered = await ticket('General', ada, 'Where is PO-1?', 'When will it come?');
  await run('POST', `ticket/${answered}/correspond`, { Content: 'We ship tomorrow', ContentType: 'text/plain' });
  const copy = await ticket('General', ada, 'Invoice copy', 'A PDF copy, please');
  await run('PUT', `ticket/${copy}`, { Status: 'resolved' });
  await ticket('Complaints', ada, 'Machine leaks', 'It leaks since Monday');
  await ticket('Complaints', blaise, 'Broken on arrival', 'The box was open');
  await ticket('General', { ...ada, code: company.code }, 'Quote for twelve machines', 'For the office');
  const ended = [
    await phoneCall(ada, '2026-06-01T09:15:00Z', 312, 'inbound', 'agent.one'),
    await phoneCall(ada, '2026-06-03T16:40:30Z', 45, 'outbound', 'agent.two'),
    await phoneCall(carl, '2026-06-02T11:00:00Z', 120, 'inbound', 'agent.one'),
  ];
  for (const id of ended) await run('PUT', `ticket/${id}`, { Status: 'resolved' });
}
