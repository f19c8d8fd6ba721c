/** Takes the sample Ghost's webhooks and signals inboxes, as the gateway's own endpoint does once it has checked them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Db } from 'mongodb';
import type { Acme } from '../../examples/acme/index.ts';
import { openInbox } from '../../datasources/mongo/inbox.ts';
import { callers } from '../unit/acme/support.ts';

const EVENTS = ['member.added', 'member.edited'];

interface Told {
  member?: { current?: { id?: string } };
}

/** From then on every change of a member is told to the inboxes at once, and pulled later as well. */
export async function tellByWebhook(acme: Acme, databases: readonly Db[]): Promise<{ close(): Promise<void> }> {
  const inboxes = databases.map(openInbox);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { member } = JSON.parse(Buffer.concat(chunks).toString()) as Told;
      const refs = member?.current?.id === undefined ? [] : [{ ref: `ghost:party:${member.current.id}`, system: 'ghost', type: 'party' as const }];
      Promise.all(inboxes.map((inbox) => inbox.signal(refs))).then(
        () => response.writeHead(204).end(),
        // Ghost sends once: what it cannot tell is left to the pull.
        () => response.writeHead(503).end(),
      );
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  for (const event of EVENTS) {
    const { status, text } = await callers(acme).ghost('POST', 'webhooks/', { webhooks: [{ event, target_url: `http://127.0.0.1:${port}/${event}` }] });
    if (status !== 201) throw new Error(`The sample Ghost refused a webhook: ${text}`);
  }
  return {
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
