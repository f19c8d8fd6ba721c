import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { at, send, type Json } from '../http.ts';
import { authorization, call, ghostUrl } from '../ghost/client.ts';
import { medianMs, Recorder } from './recorder.ts';

interface Member {
  id: string;
  email: string;
}

/** Records what the Ghost adapter needs. */
export async function recordGhost(): Promise<void> {
  const out = new Recorder('ghost');
  const ask = async (
    name: string,
    method: string,
    path: string,
    parameters: Record<string, string> = {},
    body?: Json,
    headers?: Record<string, string>,
  ): Promise<Json> => {
    const query = new URLSearchParams(parameters).toString();
    const full = `${path}${query ? `?${query}` : ''}`;
    const sent = headers ?? { authorization: authorization(), 'accept-version': 'v5.0' };
    const answer = await send(method, `${ghostUrl()}ghost/api/admin/${full}`, sent, body);
    const request = {
      method,
      path: `/ghost/api/admin/${full}`,
      readable: parameters,
      credentials: headers ? 'see name' : 'jwt',
      ...(body === undefined ? {} : { body }),
    };
    out.save(name, request, answer);
    return answer.body;
  };
  const members = (await call('GET', 'members/?limit=all&order=created_at%20asc')).body as unknown as {
    members: Member[];
  };
  const idOf = (email: string): string => members.members.find((one) => one.email === email)?.id ?? '0';
  const [ada, blaise, maria] = [idOf('ada@example.com'), idOf('blaise@example.com'), idOf('maria.garcia@example.com')];
  const include = 'newsletters,labels';

  await ask('01_no_credentials', 'GET', 'members/', {}, undefined, {});
  await ask('01b_bad_token', 'GET', 'members/', {}, undefined, { authorization: 'Ghost a.b.c' });
  await ask('01c_unknown_key', 'GET', 'members/', {}, undefined, {
    authorization: `Ghost ${'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6IjAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMCJ9'}.eyJhdWQiOiIvYWRtaW4vIn0.x`,
  });
  await ask('02_members_by_id', 'GET', 'members/', {
    filter: `id:[${ada},${maria},000000000000000000000000]`,
    include,
    limit: '100',
  });
  await ask('03_members_by_email', 'GET', 'members/', {
    filter: "email:['ada@example.com','nobody@example.com']",
    include,
  });
  await ask('03b_email_ignoring_case', 'GET', 'members/', { filter: "email:'ADA@example.com'", include });
  await ask('04_members_by_phone_in_note', 'GET', 'members/', { filter: "note:~'+441632960001'", include });
  await ask('04b_members_by_code_in_note', 'GET', 'members/', { filter: "note:~'erp:C-1001'", include });
  await ask('05_members_updated_since', 'GET', 'members/', {
    filter: "updated_at:>='2020-01-01 00:00:00'",
    order: 'updated_at asc, id asc',
    limit: '2',
    include,
  });
  await ask('05b_members_updated_since_none', 'GET', 'members/', { filter: "updated_at:>='2099-01-01 00:00:00'" });
  await ask('05c_page_2', 'GET', 'members/', { order: 'id asc', limit: '2', page: '2' });
  await ask('05d_page_beyond', 'GET', 'members/', { order: 'id asc', limit: '2', page: '9' });
  await ask('05e_limit_is_capped', 'GET', 'members/', { order: 'id asc', limit: 'all', filter: `id:'${ada}'` });
  await ask('05f_fields_make_subscribed_wrong', 'GET', 'members/', { filter: `id:'${ada}'`, fields: 'id,email' });
  await ask('06_newsletters', 'GET', 'newsletters/', { limit: 'all' });
  const type =
    'type:[email_sent_event,email_delivered_event,email_opened_event,email_failed_event,email_complained_event,click_event]';
  await ask('10_touches_of_members', 'GET', 'members/events/', {
    filter: `${type}+data.member_id:[${ada},${blaise},${maria}]`,
    limit: '100',
  });
  await ask('10b_touches_of_one', 'GET', 'members/events/', {
    filter: `${type}+data.member_id:'${blaise}'`,
    limit: '100',
  });
  await ask('10c_click_events', 'GET', 'members/events/', { filter: 'type:click_event', limit: '100' });
  await ask('11_newsletter_events', 'GET', 'members/events/', { filter: 'type:newsletter_event', limit: '3' });
  await ask('11a_newsletter_events_since', 'GET', 'members/events/', {
    filter: "type:newsletter_event+data.created_at:>='2020-01-01 00:00:00'",
    limit: '3',
  });
  await ask('11b_signup_events', 'GET', 'members/events/', { filter: 'type:signup_event', limit: '1' });
  await ask('12_touches_before', 'GET', 'members/events/', {
    filter: `${type}+data.created_at:<='2026-06-05 08:00:12'`,
    limit: '2',
  });
  await ask('12b_touches_since', 'GET', 'members/events/', {
    filter: `${type}+data.created_at:>='2026-06-05 09:00:00'`,
    limit: '100',
  });
  await ask('12c_touches_since_iso', 'GET', 'members/events/', {
    filter: `${type}+data.created_at:>='2026-06-05T09:00:00.000Z'`,
    limit: '100',
  });
  await ask('12d_touches_since_none', 'GET', 'members/events/', {
    filter: `${type}+data.created_at:>='2099-01-01 00:00:00'`,
    limit: '100',
  });
  await ask('12e_limit_all', 'GET', 'members/events/', { filter: type, limit: 'all' });
  await ask('12f_page_is_ignored', 'GET', 'members/events/', { filter: type, limit: '2', page: '2' });
  await ask('12g_order_is_ignored', 'GET', 'members/events/', { filter: type, limit: '2', order: 'created_at asc' });
  await ask('13_unknown_type', 'GET', 'members/events/', { filter: 'type:nosuch_event' });
  await ask('13b_unknown_key', 'GET', 'members/events/', { filter: "data.nosuch:'1'" });
  await ask('13c_event_by_id', 'GET', 'members/events/', {
    filter: `type:email_opened_event+data.id:'${'e'.repeat(22)}10'`,
  });
  await ask('14_member_missing', 'GET', 'members/000000000000000000000000/');
  await ask('14b_bad_filter', 'GET', 'members/', { filter: 'nosuch:1' });
  await ask('14c_bad_filter_syntax', 'GET', 'members/', { filter: 'email:[' });
  await ask('15_member_single', 'GET', `members/${ada}/`, { include });
  await recordWebhook(out, ada);

  console.log(
    `100 members by id: ${await medianMs(5, () => call('GET', `members/?limit=100&include=${include}&filter=${encodeURIComponent(`id:[${Array.from({ length: 100 }, (_, n) => n.toString(16).padStart(24, '0')).join(',')},${ada}]`)}`))} ms`,
  );
  console.log(
    `touches: ${await medianMs(5, () => call('GET', `members/events/?limit=100&filter=${encodeURIComponent(type)}`))} ms`,
  );
}

/** Lets Ghost call a receiver of ours for one change of a member and keeps what came. */
async function recordWebhook(out: Recorder, member: string): Promise<void> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const arrival = new Promise<{ headers: IncomingMessage['headers']; text: string }>((resolve) => {
    server.on('request', (incoming, reply) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.on('end', () => {
        reply.end();
        resolve({ headers: incoming.headers, text: Buffer.concat(parts).toString('utf8') });
      });
    });
  });
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const hook = { event: 'member.edited', target_url: target, secret: 'recorder' };
  const made = await call('POST', 'webhooks/', { webhooks: [hook] });
  made.text = '';
  out.save(
    '20_webhook_created',
    { method: 'POST', path: '/ghost/api/admin/webhooks/', credentials: 'jwt', body: { webhooks: [hook] } },
    made,
  );
  await call('PUT', `members/${member}/`, { members: [{ name: 'Ada King' }] });
  await Promise.race([arrival, new Promise((resolve) => setTimeout(resolve, 15_000))]);
  server.close();
  const { headers, text } = await arrival;
  // The scheme in one line: HMAC-SHA256 over the body followed by the time in milliseconds.
  const [, hash, time] = /^sha256=(\w+), t=(\d+)$/.exec(String(headers['x-ghost-signature'])) ?? [];
  if (createHmac('sha256', hook.secret).update(`${text}${time}`).digest('hex') !== hash)
    throw new Error('the signature of the webhook is another');
  out.save(
    '21_webhook_received',
    { method: 'POST', path: '/hook', credentials: 'x-ghost-signature, made with the secret "recorder"' },
    {
      status: 200,
      headers: new Headers({ 'content-type': String(headers['content-type']) }),
      text,
      body: { headers: headers as Json, text },
    },
  );
  await call('PUT', `members/${member}/`, { members: [{ name: 'Ada Lovelace' }] });
  await call('DELETE', `webhooks/${String(at(made.body, 'webhooks', 0, 'id'))}/`);
}
