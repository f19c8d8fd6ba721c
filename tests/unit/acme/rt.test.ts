import { startAcme } from '../../../examples/acme/index.ts';
import type { Acme } from '../../../examples/acme/index.ts';
import { parseTicketSql, requestorConditions } from '../../../examples/acme/rt/ticketSql.ts';
import { requestorQueryMs, Workers } from '../../../examples/acme/rt/workers.ts';
import { callers, recorded, send, shapeDifferences } from './support.ts';
import type { Answer } from './support.ts';

// Everything here runs on a company without people, seeded by the calls of the peers' seed.sh.
const UF = 'Name,EmailAddress,RealName,MobilePhone,Organization,City,LastUpdated';
const TF = 'Subject,Status,Queue,Requestor,Created,LastUpdated,Priority';

let acme: Acme;
let call: (method: string, path: string, body?: unknown) => Promise<Answer>;
let clockMs = Date.UTC(2026, 10, 22, 12, 0, 0);

const query = (text: string, ...rest: string[]): string =>
  [`tickets?query=${encodeURIComponent(text)}`, ...rest].join('&');

beforeAll(async () => {
  // One second a look: what happens later is later in RT's whole seconds too.
  acme = await startAcme({ people: 0, rtPasswordCheckMs: 0, rtSlowness: 0.01, clock: () => (clockMs += 1000) });
  call = callers(acme).rt;
  await call('POST', 'queue', { Name: 'CallCentre', Description: 'Inbound calls' });
  const user = (
    Name: string,
    RealName: string,
    MobilePhone: string,
    City: string,
    Organization: string,
  ): Promise<Answer> =>
    call('POST', 'user', { Name, EmailAddress: Name, RealName, MobilePhone, City, Organization, Privileged: 0 });
  await user('ada@example.com', 'Ada Lovelace', '+441632960001', 'London', 'C-1001');
  await user('blaise@example.com', 'Blaise Pascal', '+33612345678', 'Paris', 'C-1002');
  await user('carl@example.com', 'Carl Gauss', '+4915112345678', 'Göttingen', 'C-1003');
  const ticket = (Requestor: string, Subject: string, Priority: string): Promise<Answer> =>
    call('POST', 'ticket', {
      Queue: 'CallCentre',
      Subject,
      Requestor,
      Content: 'x',
      ContentType: 'text/plain',
      Priority,
    });
  await ticket('ada@example.com', 'Where is PO-1?', '50');
  await ticket('ada@example.com', 'Invoice copy', '10');
  await ticket('blaise@example.com', 'Broken machine', '80');
  await call('POST', 'ticket/1/correspond', { Content: 'We ship tomorrow', ContentType: 'text/plain' });
  await call('PUT', 'ticket/2', { Status: 'resolved' });
});
afterAll(() => acme.close());

describe('the RT server refuses as RT does:', () => {
  it('no credentials and a wrong password are a 401', async () => {
    const wrong = { authorization: `Basic ${btoa('root:wrong')}` };
    for (const headers of [{}, wrong]) {
      const answer = await send('GET', `${acme.urls.rt}/REST/2.0/tickets?query=id=1`, headers);
      expect([answer.status, answer.body]).toEqual([401, recorded('rt', '14_unauth.txt')]);
    }
  });
  it('a cookie of no session is sent to the login page', async () => {
    const answer = await send('GET', `${acme.urls.rt}/REST/2.0/rt`, { cookie: 'RT_SID_x=none' });
    expect([answer.status, answer.text]).toEqual([302, 'Login required']);
  });
  it('a ticket that is none is a 404', async () => {
    const answer = await call('GET', 'ticket/999');
    expect([answer.status, answer.body]).toEqual([404, recorded('rt', '15_notfound.txt')]);
  });
  it.each([
    ['bogus ~~', '16_badquery.txt'],
    ['id IN (1,3)', '09b_tickets_in.json'],
  ])("the query %p is a 400 with RT's own words", async (text, file) => {
    const answer = await call('GET', query(text));
    expect([answer.status, answer.body]).toEqual([400, recorded('rt', file)]);
  });
  it('a name that is taken is a 400', async () => {
    const answer = await call('POST', 'user', { Name: 'ada@example.com' });
    expect([answer.status, answer.body]).toEqual([400, { message: 'Name in use' }]);
  });
  it('a body that is no JSON is a 400', async () => {
    expect((await call('POST', 'users', '{"field":')).status).toBe(400);
  });
});

describe('the RT server ignores what RT ignores:', () => {
  it.each([
    ['MobilePhone', '+33612345678'],
    ['LastUpdated', '2099-01-01'],
    ['Privileged', '0'],
    ['id', '31'],
    ['CustomField.{Nosuch}', 'x'],
  ])('a filter on %s gives every user', async (field, value) => {
    const answer = await call('POST', 'users', [{ field, value }]);
    expect([answer.status, answer.body.total]).toEqual([200, recorded('rt', '04_filter_phone.json').total]);
  });
  it('per_page beyond 100 is 100', async () => {
    expect((await call('GET', 'users?per_page=500')).body.per_page).toBe(100);
  });
});

describe('the RT server answers what capture.sh asks in the recorded shape:', () => {
  const byEmail = (value: string, rest: object = {}): object => ({ field: 'EmailAddress', value, ...rest });
  const asked: [string, string, string, unknown?][] = [
    ['01a_list_users_plain.json', 'GET', 'users'],
    ['01_search_users_expanded.json', 'POST', `users?fields=${UF}&per_page=20`, [{ field: 'Privileged', value: 0 }]],
    [
      '01b_list_customers.json',
      'POST',
      `users?fields=${UF}`,
      [{ field: 'Organization', operator: 'LIKE', value: 'C-%' }],
    ],
    ['02_get_user.json', 'GET', 'user/ada@example.com'],
    ['03_filter_email.json', 'POST', `users?fields=${UF}`, [byEmail('ada@example.com')]],
    ['04_filter_phone.json', 'POST', `users?fields=${UF}`, [{ field: 'MobilePhone', value: '+33612345678' }]],
    [
      '05_batch_users_or.json',
      'POST',
      `users?fields=${UF}`,
      [byEmail('ada@example.com'), byEmail('carl@example.com', { entry_aggregator: 'OR' })],
    ],
    [
      '06_users_updated_since.json',
      'POST',
      `users?fields=${UF}`,
      [
        { field: 'LastUpdated', operator: '>', value: '2020-01-01' },
        { field: 'Organization', operator: 'LIKE', value: 'C-%' },
      ],
    ],
    ['07_tickets_by_customer.json', 'GET', query("Requestor.EmailAddress='ada@example.com'", `fields=${TF}`)],
    [
      '08_batch_tickets_by_customers.json',
      'GET',
      query(
        "Requestor.EmailAddress='ada@example.com' OR Requestor.EmailAddress='blaise@example.com'",
        `fields=${TF}`,
        'fields[Queue]=Name',
        'fields[Requestor]=EmailAddress,Organization',
      ),
    ],
    ['09_batch_tickets_by_ids.json', 'GET', query('id=1 OR id=3 OR id=999', `fields=${TF}`)],
    [
      '10_tickets_updated_since.json',
      'GET',
      query("LastUpdated > '2020-01-01' AND Queue='CallCentre'", 'orderby=LastUpdated', 'order=ASC', `fields=${TF}`),
    ],
    ['11_page2.json', 'GET', query('id>0', 'per_page=2', 'page=2', 'orderby=id', 'fields=Subject')],
    ['12_get_ticket.json', 'GET', 'ticket/1'],
    ['13_history.json', 'GET', 'ticket/1/history?fields=Type,Created,Creator,OldValue,NewValue'],
  ];
  it.each(asked.map(([file, method, path, body]) => ({ file, method, path, body })))(
    '$file',
    async ({ file, method, path, body }) => {
      const answer = await call(method, path, body);
      const real = recorded('rt', file);
      expect(answer.status).toBe(200);
      // Links to custom fields are there since those are declared (tests/contract/recorded/rt/06 and 15).
      const links = answer.body._hyperlinks as { ref: string }[] | undefined;
      if (links) answer.body._hyperlinks = links.filter(({ ref }) => ref !== 'customfield');
      expect(shapeDifferences(real, answer.body)).toEqual([]);
      if (real.items) {
        expect(answer.body).toMatchObject({
          total: real.total,
          count: real.count,
          page: real.page,
          pages: real.pages,
          per_page: real.per_page,
        });
        const text = (items: { Subject?: string; Name?: string; Type?: string; Status?: string }[]): unknown =>
          items.map(({ Subject, Name, Type, Status }) => [Subject, Name, Type, Status]);
        // RT returned the tickets of 09 in no order.
        if (!file.startsWith('09')) expect(text(answer.body.items)).toEqual(text(real.items));
      }
    },
  );
  it('names the pages before and after, with the stray = of RT', async () => {
    const link = (text: string): string => text.replace(/^http:\/\/[^/]+/, '');
    const second = (await call('GET', query('id>0', 'per_page=2', 'page=2', 'orderby=id', 'fields=Subject'))).body;
    expect(link(second.prev_page)).toBe(link(recorded('rt', '11_page2.json').prev_page));
    const first = (await call('GET', query('id>0', 'per_page=2'))).body;
    expect(link(first.next_page)).toBe('/REST/2.0/tickets?query=id%3E0&per_page=2&page=2');
  });
  it('15_notfound and the page after the last: empty, not an error', async () => {
    expect((await call('GET', query('id>0', 'page=9'))).body).toMatchObject({ items: [], count: 0, page: 9, pages: 1 });
  });
});

describe('the RT server takes changes:', () => {
  it('a login cookie of REST 1 is good for REST 2, one of a refused login is not', async () => {
    const login = (password: string): Promise<Answer> =>
      send(
        'POST',
        `${acme.urls.rt}/REST/1.0/`,
        { 'content-type': 'application/x-www-form-urlencoded' },
        `user=root&pass=${password}`,
      );
    const [good, bad] = [await login('password'), await login('wrong')];
    expect([good.status, good.text.split('\n')[0]]).toEqual([200, 'RT/5.0.3 200 Ok']);
    expect([bad.status, bad.text.split('\n')[0]]).toEqual([200, 'RT/5.0.3 401 Credentials required']);
    const visit = async (answer: Answer): Promise<number> =>
      (await send('GET', `${acme.urls.rt}/REST/2.0/rt`, { cookie: answer.headers.getSetCookie()[0]!.split(';')[0]! }))
        .status;
    expect([await visit(good), await visit(bad)]).toEqual([200, 302]);
  });
  it('a token works as well', async () => {
    expect(
      (await send('GET', `${acme.urls.rt}/REST/2.0/rt`, { authorization: `token ${acme.credentials.rt.token}` }))
        .status,
    ).toBe(200);
  });
  it('a user custom field is searched, several phones in one call', async () => {
    for (const [name, phone] of [
      ['ann@example.com', '+34600000011'],
      ['bob@example.com', '+34600000012'],
    ]) {
      await call('POST', 'user', { Name: name, EmailAddress: name, CustomFields: { Phone: phone } });
    }
    const answer = await call('POST', 'users?fields=CustomFields', [
      { field: 'CustomField.{Phone}', value: '+34600000011' },
      { field: 'CustomField.{Phone}', value: '+34600000012' },
    ]);
    expect(answer.body.items).toMatchObject([
      {
        id: 'ann@example.com',
        CustomFields: [
          { type: 'customfield', id: '2', name: 'Phone', values: ['+34600000011'] },
          { name: 'BirthDate', values: [] },
        ],
      },
      { id: 'bob@example.com' },
    ]);
  });
  it('a changed user has a later LastUpdated and is first in that order', async () => {
    const before = (await call('GET', 'user/carl@example.com')).body.LastUpdated;
    const answer = await call('PUT', 'user/carl@example.com', {
      City: 'Leipzig',
      CustomFields: { BirthDate: '1977-04-30' },
    });
    expect(answer.body).toEqual([
      "User carl@example.com: City changed from 'Göttingen' to 'Leipzig'",
      'BirthDate 1977-04-30 added',
    ]);
    const after = (await call('GET', 'user/carl@example.com')).body;
    expect(after.City).toBe('Leipzig');
    expect(after.LastUpdated > before).toBe(true);
    const newest = await call('POST', 'users?orderby=LastUpdated&order=DESC&per_page=1', []);
    expect(newest.body.items[0].id).toBe('carl@example.com');
  });
  it('a call is a ticket in queue Calls, found by its custom fields; other queues do not have them', async () => {
    const CustomFields = {
      CallStart: '2026-06-01T09:00:00Z',
      CallSeconds: '312',
      CallDirection: 'inbound',
      CallAgent: 'nadia',
      CallNumber: '+441632960001',
      CustomerCode: 'C-1001',
    };
    const made = await call('POST', 'ticket', {
      Queue: 'Calls',
      Subject: 'Inbound call',
      Requestor: 'ada@example.com',
      CustomFields,
    });
    expect([made.status, made.body.type]).toEqual([201, 'ticket']);
    const found = await call('GET', query("Queue='Calls' AND CF.{CallNumber}='+441632960001'", 'fields=CustomFields'));
    const values = Object.fromEntries(
      found.body.items[0].CustomFields.map((field: { name: string; values: string[] }) => [
        field.name,
        field.values[0],
      ]),
    );
    expect([found.body.items[0].id, values]).toEqual([made.body.id, CustomFields]);
    const other = await call('POST', 'ticket', {
      Queue: 'General',
      Subject: 'x',
      Requestor: 'ada@example.com',
      CustomFields,
    });
    const names = (await call('GET', `ticket/${other.body.id}`)).body.CustomFields.map(
      (field: { name: string }) => field.name,
    );
    expect(names).toEqual(['CustomerCode']);
  });
  it('a reply opens a new ticket, a comment leaves its status; both move LastUpdated', async () => {
    const { id } = (await call('POST', 'ticket', { Queue: 'General', Subject: 'y', Requestor: 'ada@example.com' }))
      .body;
    const read = async (): Promise<{ Status: string; LastUpdated: string }> => (await call('GET', `ticket/${id}`)).body;
    const first = await read();
    expect((await call('POST', `ticket/${id}/comment`, { Content: 'x', ContentType: 'text/plain' })).body).toEqual([
      'Comments added',
    ]);
    const second = await read();
    expect((await call('POST', `ticket/${id}/correspond`, { Content: 'x', ContentType: 'text/plain' })).status).toBe(
      201,
    );
    const third = await read();
    expect([first.Status, second.Status, third.Status]).toEqual(['new', 'new', 'open']);
    expect(first.LastUpdated < second.LastUpdated && second.LastUpdated < third.LastUpdated).toBe(true);
  });
});

describe("RT's database", () => {
  it('takes what was measured for many requestors, and never more than 40 s', () => {
    expect([2, 11, 21, 31, 101].map(requestorQueryMs)).toEqual([0, 0, 15_983, 40_032, 40_032]);
    expect(requestorQueryMs(16)).toBeGreaterThan(5000);
  });
  it('makes a query over 21 requestors slow, one over 100 customer codes not', async () => {
    const or = (condition: (i: number) => string, count: number): string =>
      Array.from({ length: count }, (_, i) => condition(i)).join(' OR ');
    const requestors = or((i) => `Requestor.EmailAddress='p${i}@example.com'`, 21);
    const codes = or((i) => `CF.{CustomerCode}='C-${i}'`, 100);
    expect([requestors, codes].map((text) => requestorConditions(parseTicketSql(text)))).toEqual([21, 0]);
    const start = performance.now();
    await call('GET', query(requestors));
    // The sample runs at a hundredth of the measured 16 s here.
    expect(performance.now() - start).toBeGreaterThan(150);
  });
  it('keeps a worker busy until a query is through, whoever has left', async () => {
    const workers = new Workers(1);
    const order: string[] = [];
    void workers.run(20, () => order.push('slow, abandoned'));
    await workers.run(0, () => order.push('next'));
    expect(order).toEqual(['slow, abandoned', 'next']);
  });
});
