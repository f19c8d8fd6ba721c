import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { at, idAt, send, type Json } from '../http.ts';
import { ada, blaise, carl, company, maria, type Party } from '../people.ts';
import { call, ghostUrl, keyFile } from './client.ts';

const owner = { email: 'admin@example.com', password: 'Sup3rSecret!x9' };

/** Seeds a new Ghost: owner, integration with its key, newsletters, members and their e-mail events. */
export async function seedGhost(): Promise<void> {
  await makeKey();
  const run = async (path: string, body: Json): Promise<Json> => {
    const answer = await call('POST', path, body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  };
  const regular = idAt((await call('GET', 'newsletters/?limit=1')).body, 'newsletters', 0, 'id');
  const offers = idAt(
    await run('newsletters/', { newsletters: [{ name: 'Weekly deals', description: 'Offers' }] }),
    'newsletters',
    0,
    'id',
  );
  const member = async (party: Party, labels: string[], newsletters: string[]): Promise<string> => {
    const note = [`erp:${party.code}`, ...(party.mobile ? [`phone:${party.mobile}`] : [])].join(' ');
    const fields = {
      email: party.email,
      name: party.name,
      note,
      labels: labels.map((name) => ({ name })),
      newsletters: newsletters.map((id) => ({ id })),
    };
    return idAt(await run('members/', { members: [fields] }), 'members', 0, 'id');
  };
  const adaId = await member(ada, ['vip', 'north'], [regular, offers]);
  const blaiseId = await member(blaise, ['prospect'], [offers]);
  await member(carl, ['prospect'], []);
  const mariaId = await member(maria, [], [regular]);
  await member(company, ['company'], [regular]);

  const post = idAt(
    await run('posts/', { posts: [{ title: 'Summer offers', status: 'published' }] }),
    'posts',
    0,
    'id',
  );
  writeEmailEvents(post, offers, [
    {
      id: adaId,
      party: ada,
      delivered: '2026-06-05 08:00:10',
      opened: '2026-06-05 09:12:00',
      clicked: '2026-06-05 09:13:30',
    },
    { id: blaiseId, party: blaise, delivered: '2026-06-05 08:00:12' },
    { id: mariaId, party: maria, failed: '2026-06-05 08:00:15' },
  ]);
}

async function makeKey(): Promise<void> {
  const admin = `${ghostUrl()}ghost/api/admin`;
  const origin = { origin: ghostUrl().slice(0, -1) };
  const setup = await send('POST', `${admin}/authentication/setup/`, origin, {
    setup: [{ name: 'Admin', ...owner, blogTitle: 'Marketing' }],
  });
  if (setup.status !== 201) throw new Error(`setup: ${setup.status} ${setup.text}`);
  const session = await send('POST', `${admin}/session/`, origin, { username: owner.email, password: owner.password });
  const cookie = session.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const made = await send(
    'POST',
    `${admin}/integrations/?include=api_keys`,
    { ...origin, cookie },
    { integrations: [{ name: 'gateway' }] },
  );
  const keys = at(made.body, 'integrations', 0, 'api_keys') as { type: string; secret: string }[];
  const key = keys.find((one) => one.type === 'admin');
  if (!key) throw new Error('Ghost made no admin key');
  writeFileSync(keyFile(), `${key.secret}\n`, { mode: 0o600 });
}

interface Received {
  id: string;
  party: Party;
  delivered?: string;
  opened?: string;
  clicked?: string;
  failed?: string;
}

/** No API makes an e-mail event: Ghost writes these rows when its mail provider reports, and so do we. Times are UTC. */
function writeEmailEvents(post: string, newsletter: string, received: Received[]): void {
  const id = (n: number): string => n.toString(16).padStart(24, 'e');
  const text = (value: string | undefined): string =>
    value === undefined ? 'null' : `'${value.replaceAll("'", "''")}'`;
  const [email, batch, redirect, sent] = [id(1), id(2), id(3), text('2026-06-05 08:00:00')];
  const statements = [
    `insert into emails (id, post_id, uuid, status, recipient_filter, email_count, delivered_count, opened_count, failed_count, subject, \`from\`, html, plaintext, track_opens, track_clicks, submitted_at, newsletter_id, created_at, created_by)
      values ('${email}', '${post}', uuid(), 'submitted', 'all', 3, 2, 1, 1, 'Summer offers', 'noreply@example.com', '<p>Offers</p>', 'Offers', 1, 1, ${sent}, '${newsletter}', ${sent}, '1')`,
    `insert into email_batches (id, email_id, status, created_at, updated_at) values ('${batch}', '${email}', 'submitted', ${sent}, ${sent})`,
    `insert into redirects (id, \`from\`, \`to\`, post_id, created_at) values ('${redirect}', '/r/1', 'https://shop.example.com/espresso', '${post}', ${sent})`,
  ];
  received.forEach((one, index) => {
    const recipient = id(16 + index);
    statements.push(
      `insert into email_recipients (id, email_id, member_id, batch_id, processed_at, delivered_at, opened_at, failed_at, member_uuid, member_email, member_name)
        select '${recipient}', '${email}', m.id, '${batch}', ${sent}, ${text(one.delivered)}, ${text(one.opened)}, ${text(one.failed)}, m.uuid, m.email, m.name from members m where m.id = '${one.id}'`,
    );
    if (one.clicked) {
      statements.push(
        `insert into members_click_events (id, member_id, redirect_id, created_at) values ('${id(32 + index)}', '${one.id}', '${redirect}', ${text(one.clicked)})`,
      );
    }
    if (one.failed) {
      statements.push(
        `insert into email_recipient_failures (id, email_id, member_id, email_recipient_id, code, message, severity, failed_at) values ('${id(48 + index)}', '${email}', '${one.id}', '${recipient}', 605, 'Not delivering to previously bounced address', 'permanent', ${text(one.failed)})`,
        `insert into suppressions (id, email, email_id, reason, created_at) values ('${id(64 + index)}', ${text(one.party.email)}, '${email}', 'bounce', ${text(one.failed)})`,
        `update members set email_disabled = 1 where id = '${one.id}'`,
      );
    }
  });
  const port = process.env['MARIADB_PORT'] ?? '28036';
  execFileSync('mariadb', ['-h', '127.0.0.1', '-P', port, '-upeers', '-ppeers', 'ghost'], {
    input: `${statements.join(';\n')};\n`,
  });
}
