import { send, type Json } from '../http.ts';
import { rtUrl, signIn } from '../rt/client.ts';
import { medianMs, Recorder } from './recorder.ts';

const userFields =
  'id,Name,EmailAddress,RealName,MobilePhone,Organization,City,Lang,Disabled,Created,LastUpdated,CustomFields';
const ticketFields =
  'Subject,Status,Queue,Type,Priority,Requestor,Creator,Created,Started,Resolved,LastUpdated,CustomFields';
const expand = 'fields[Queue]=Name&fields[Requestor]=Name,EmailAddress,Organization';
const tickets = (query: string, more = ''): string =>
  `tickets?query=${encodeURIComponent(query)}&fields=${ticketFields}&${expand}&per_page=100${more}`;
const users = (more = ''): string => `users?fields=${userFields}&per_page=100${more}`;

/** Records what the RT adapter needs. */
export async function recordRt(): Promise<void> {
  const out = new Recorder('rt');
  const cookie = await signIn();
  const ask = async (
    name: string,
    method: string,
    path: string,
    body?: Json,
    credentials = 'cookie',
    headers: Record<string, string> = { cookie },
  ): Promise<Json> => {
    const answer = await send(method, `${rtUrl()}REST/2.0/${path}`, headers, body);
    out.save(name, { method, path: `/REST/2.0/${path}`, credentials, ...(body === undefined ? {} : { body }) }, answer);
    return answer.body;
  };
  const login = async (name: string, path: string, password: string): Promise<void> => {
    const body = `user=root&pass=${password}`;
    const answer = await send(
      'POST',
      `${rtUrl()}${path}`,
      { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    );
    answer.text = answer.text.slice(0, 200);
    out.save(name, { method: 'POST', path: `/${path}`, credentials: 'form body user=..&pass=..' }, answer);
  };

  await login('01_login', 'REST/1.0/', 'password');
  await login('01b_login_refused', 'REST/1.0/', 'wrong');
  await ask('01c_session', 'GET', 'rt');
  await ask('01d_session_unknown', 'GET', 'rt', undefined, 'cookie of no session', {
    cookie: 'RT_SID_callcentre.test.28010=0123456789abcdef0123456789abcdef',
  });
  await ask('01e_no_credentials', 'GET', 'rt', undefined, 'none', {});
  await ask('01f_basic_refused', 'GET', 'rt', undefined, 'basic, wrong password', {
    authorization: `Basic ${btoa('root:wrong')}`,
  });

  await ask('02_users_by_name_in', 'POST', users(), [
    { field: 'Name', operator: 'IN', value: ['ada@example.com', 'blaise@example.com', 'nobody@example.com'] },
  ]);
  await ask('02b_users_by_name_or', 'POST', users(), [
    { field: 'Name', value: 'ada@example.com' },
    { field: 'Name', value: 'carl@example.com', entry_aggregator: 'OR' },
  ]);
  await ask('03_users_by_id_is_ignored', 'POST', 'users?fields=id,Name&per_page=100', [{ field: 'id', value: 35 }]);
  await ask('03b_users_by_organization', 'POST', users(), [
    { field: 'Organization', operator: 'IN', value: ['C-1001', 'C-1003'] },
  ]);
  await ask('03c_user_by_email', 'POST', users(), [{ field: 'EmailAddress', value: 'ADA@example.com' }]);
  await ask('04_user_by_phone', 'POST', users(), [{ field: 'CustomField.{Phone}', value: '+441632960001' }]);
  await ask(
    '04b_users_by_two_phones',
    'POST',
    users(),
    ['+441632960001', '+33612345678'].map((value) => ({ field: 'CustomField.{Phone}', value })),
  );
  await ask('04c_unknown_custom_field_is_ignored', 'POST', users(), [
    { field: 'CustomField.{Nosuch}', value: '+441632960001' },
  ]);
  await ask('04d_user_by_phone_none', 'POST', users(), [{ field: 'CustomField.{Phone}', value: '+440000000000' }]);
  await ask('05_users_newest_first', 'POST', users('&orderby=LastUpdated&order=DESC&orderby=id&order=DESC'), [
    { field: 'Organization', operator: 'STARTSWITH', value: 'C-' },
  ]);
  await ask('05b_users_last_updated_is_ignored', 'POST', 'users?fields=id,Name,LastUpdated&per_page=100', [
    { field: 'LastUpdated', operator: '>=', value: '2099-01-01 00:00:00' },
  ]);
  await ask('05c_users_without_search', 'GET', users('&orderby=id'));
  await ask('06_user_single', 'GET', 'user/ada@example.com');
  await ask('06b_user_missing', 'GET', 'user/nobody@example.com');
  await ask('07_page_1', 'POST', 'users?fields=Name&per_page=2&orderby=id', [
    { field: 'Organization', operator: 'LIKE', value: 'C-' },
  ]);
  await ask('07b_page_2', 'POST', 'users?fields=Name&per_page=2&page=2&orderby=id', [
    { field: 'Organization', operator: 'LIKE', value: 'C-' },
  ]);
  await ask('07c_page_beyond', 'POST', 'users?fields=Name&per_page=2&page=9&orderby=id', [
    { field: 'Organization', operator: 'LIKE', value: 'C-' },
  ]);
  await ask('07d_per_page_capped', 'GET', 'tickets?query=id%3E0&fields=Subject&per_page=500');

  await ask('10_tickets_by_code', 'GET', tickets("CF.{CustomerCode} = 'C-1001'", '&orderby=id'));
  await ask(
    '10b_tickets_by_codes',
    'GET',
    tickets(
      "CF.{CustomerCode} = 'C-1002' OR CF.{CustomerCode} = 'C-1003' OR CF.{CustomerCode} = 'C-9999'",
      '&orderby=id',
    ),
  );
  await ask('11_tickets_by_id', 'GET', tickets('id = 1 OR id = 6 OR id = 999999', '&orderby=id'));
  await ask('12_calls', 'GET', tickets("Queue = 'Calls'", '&orderby=id'));
  await ask('12a_tickets_of_one_queue', 'GET', tickets("Queue = 'Complaints'", '&orderby=id'));
  await ask('12b_calls_by_number', 'GET', tickets("Queue = 'Calls' AND CF.{CallNumber} = '+4915112345678'"));
  await ask(
    '13_tickets_updated_since',
    'GET',
    tickets("LastUpdated >= '2020-01-01 00:00:00'", '&orderby=LastUpdated&orderby=id').replace(
      'per_page=100',
      'per_page=3',
    ),
  );
  await ask(
    '13a_tickets_updated_since_page_2',
    'GET',
    tickets("LastUpdated >= '2020-01-01 00:00:00'", '&orderby=LastUpdated&orderby=id&page=2').replace(
      'per_page=100',
      'per_page=3',
    ),
  );
  await ask('13b_tickets_updated_since_none', 'GET', tickets("LastUpdated >= '2099-01-01 00:00:00'"));
  await ask('14_tickets_requestor', 'GET', tickets("Requestor.EmailAddress = 'blaise@example.com'"));
  await ask('15_ticket_single', 'GET', 'ticket/6');
  await ask('15b_ticket_missing', 'GET', 'ticket/999999');
  await ask('15c_bad_query', 'GET', 'tickets?query=bogus%20~~');
  await ask('15d_unknown_custom_field_in_query', 'GET', tickets("CF.{Nosuch} = 'x'"));
  await ask('16_ticket_history', 'GET', 'ticket/1/history?fields=Type,Created,Creator,OldValue,NewValue&per_page=100');
  await ask('17_ticket_quote_in_value', 'GET', tickets("CF.{CustomerCode} = 'O\\'Brien'"));
  await ask('18_bad_json', 'POST', users(), '{"field":');

  const time = async (name: string, method: string, path: string, body?: Json): Promise<void> =>
    console.log(`${name}: ${await medianMs(5, () => send(method, `${rtUrl()}REST/2.0/${path}`, { cookie }, body))} ms`);
  const many = (field: string, value: (n: number) => string): Json =>
    Array.from({ length: 100 }, (_, n) => ({ field, value: value(n), ...(n ? { entry_aggregator: 'OR' } : {}) }));
  await time('user list', 'POST', users(), [{ field: 'Organization', operator: 'LIKE', value: 'C-' }]);
  await time('100 users by name IN', 'POST', users(), [
    { field: 'Name', operator: 'IN', value: Array.from({ length: 100 }, (_, n) => `user${n}@example.com`) },
  ]);
  await time(
    '100 users by name',
    'POST',
    users(),
    many('Name', (n) => `user${n}@example.com`),
  );
  await time('100 ticket ids', 'GET', tickets(Array.from({ length: 100 }, (_, n) => `id = ${n + 1}`).join(' OR ')));
  await time(
    '100 customer codes',
    'GET',
    tickets(Array.from({ length: 100 }, (_, n) => `CF.{CustomerCode} = 'C-${n + 1000}'`).join(' OR ')),
  );
}
