/**
 * The agent's screen. The telephone rings: who is it, what is open, what may be offered? After the call a note is written
 * down, and every other desk that has this customer open sees it at once. Token: role `agent`, from the staff's identity
 * provider.
 */
import { randomUUID } from 'node:crypto';
import { fieldRefusal, refusalOf, whole, type Client } from './client.ts';

const SCREEN_POP = `query ScreenPop($phone: String!) {
  callerContext(phone: $phone) {
    recognised
    candidates { why verified customer { id name { full } } }
  }
}`;

const CUSTOMER = `query Desk($id: ID!) {
  customer(id: $id) {
    id kind name { full } preferredLanguage
    emails { value verified } phones { value verified } taxIds { value } addresses { street city }
    orders(first: 3) { edges { node { number at status total { amount currency } } } }
    tickets(first: 3) { edges { node { number subject status category } } }
    calls(first: 3) { edges { node { at direction subject } } }
    contactPolicy(channel: PHONE, purpose: SALES) { allowed reasons }
    sources { system status fetchedAt }
  }
}`;

const NOTE = `mutation Note($input: RecordInteractionInput!) {
  recordInteraction(input: $input) { interaction { id at subject } }
}`;

const NEW_INTERACTIONS = `subscription OnDesk($id: ID!) {
  interactionRecorded(customerId: $id) { __typename id at ... on RecordedInteraction { subject recordedBy } }
}`;

interface Candidate {
  why: string;
  verified: boolean;
  customer: { id: string; name: { full: string } | null } | null;
}

interface Desk {
  customer: {
    name: { full: string } | null;
    taxIds: { value: string }[] | null;
    tickets: { edges: { node: { number: string; subject: string; status: string } | null }[] } | null;
    orders: { edges: { node: { number: string; status: string } | null }[] } | null;
    contactPolicy: { allowed: boolean; reasons: string[] } | null;
    sources: { system: string; status: string }[] | null;
  } | null;
}

export const agentDesk: Client = async (gateway, { phone, say }) => {
  const { callerContext } = whole(await gateway.ask<{ callerContext: { recognised: boolean; candidates: Candidate[] } }>(SCREEN_POP, { phone }));
  for (const { customer, why, verified } of callerContext.candidates) say(`calling: ${customer?.name?.full ?? '?'} (${why}${verified ? ', verified' : ''})`);
  const id = callerContext.candidates[0]?.customer?.id;
  if (id === undefined) throw new Error('Nobody is known by this number: ask for the name, then search.');
  if (!callerContext.recognised) say('several people carry this number: ask before you speak of anything');

  // A source that is down nulls its own fields and says so: the rest of the screen is there.
  const seen = await gateway.ask<Desk>(CUSTOMER, { id });
  const customer = seen.data?.customer;
  if (!customer) throw new Error('The customer of the screen pop cannot be opened.');
  for (const edge of customer.tickets?.edges ?? []) say(`ticket ${edge.node?.number}: ${edge.node?.subject} (${edge.node?.status})`);
  for (const edge of customer.orders?.edges ?? []) say(`order ${edge.node?.number}: ${edge.node?.status}`);
  const policy = customer.contactPolicy;
  say(policy?.allowed ? 'may be offered something' : `sell nothing now: ${policy?.reasons.join(', ') ?? 'unknown'}`);
  for (const { system, status } of customer.sources ?? []) if (status !== 'OK' && status !== 'NOT_LINKED') say(`${system}: ${status}`);

  await noteTheCall();

  const attempts = [];
  const taxIds = customer.taxIds ?? [];
  attempts.push({
    tried: 'reads the whole tax id',
    refusal: seen.masked.includes('TaxIdentifier.value') && taxIds.every(({ value }) => value.startsWith('•')) ? 'masked' : null,
  });
  attempts.push({ tried: 'manages tokens', refusal: refusalOf(await gateway.ask('{ tokens(first: 1) { edges { cursor } } }')) });
  attempts.push({ tried: 'reads the schema', refusal: refusalOf(await gateway.ask('{ __schema { queryType { name } } }')) });
  const birth = await gateway.ask<{ customer: { birthDate: string | null } }>('query($id: ID!) { customer(id: $id) { birthDate } }', { id });
  attempts.push({ tried: 'reads the whole birth date', refusal: /\d{4}-\d\d-\d\d/.test(birth.data?.customer.birthDate ?? '') ? null : (fieldRefusal(birth, 'birthDate') ?? 'masked') });
  return attempts;

  /** Opens the stream, writes the note (twice, as after a lost connection) and waits until the stream tells it. */
  async function noteTheCall(): Promise<void> {
    const leaving = new AbortController();
    const limit = setTimeout(() => leaving.abort(), 20_000);
    const subject = `Called back ${randomUUID().slice(0, 8)}`;
    const input = { idempotencyKey: randomUUID(), customerId: id, channel: 'PHONE', direction: 'OUTBOUND', subject };
    const write = async () => whole(await gateway.ask<{ recordInteraction: { interaction: { id: string } } }>(NOTE, { input })).recordInteraction.interaction.id;
    try {
      const news = await gateway.listen<{ interactionRecorded: { id: string; subject?: string } | null }>(NEW_INTERACTIONS, { id }, leaving.signal);
      const noted = await write();
      if ((await write()) !== noted) throw new Error('The same idempotency key wrote a second interaction.');
      say(`noted: ${subject}`);
      let heard: string | undefined;
      for await (const { data } of news) {
        heard = data?.interactionRecorded?.id;
        if (data?.interactionRecorded?.subject === subject) break;
      }
      if (heard !== noted) throw new Error('The other desks were not told of the note.');
      say('every open desk was told');
    } finally {
      clearTimeout(limit);
      leaving.abort();
    }
  }
};
