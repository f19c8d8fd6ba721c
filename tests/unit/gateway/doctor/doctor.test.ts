import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GatewayConfig } from '../../../../gateway/config.ts';
import { examineSources } from '../../../../gateway/doctor/doctor.ts';
import { lineOf } from '../../../../gateway/doctor/finding.ts';
import { sourceConfigSchema } from '../../../../datasources/systems/config.ts';
import { startAcme, type Acme } from '../../../../examples/acme/index.ts';
import { isWhole } from '../../../support/depth.ts';

let acme: Acme;
let liar: Server;
let liarUrl: string;
/** Our clock while the liar is asked: it stands, so a busy machine changes nothing. The half second is what a Date header leaves out. */
const LIAR_ASKED_AT = Date.UTC(2026, 4, 1, 12, 0, 0, 500);

/** The shop behind it, but for its clock, its filter by e-mail, and batches with an id that it does not have. */
function startLiar(shopUrl: string): Promise<Server> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    const answerIt = async () => {
      const { query, variables } = JSON.parse(body) as { query: string; variables: { options?: { filter?: { emailAddress?: object; id?: object } } } };
      const date = new Date(LIAR_ASKED_AT - 300_000).toUTCString();
      if (JSON.stringify(variables.options?.filter?.id ?? '').includes('2147483001')) return response.writeHead(500, { date }).end();
      if (variables.options?.filter?.emailAddress) delete variables.options.filter;
      const { authorization } = request.headers;
      const answer = await fetch(shopUrl, { method: 'POST', headers: { 'content-type': 'application/json', ...(authorization && { authorization }) }, body: JSON.stringify({ query, variables }) });
      const token = answer.headers.get('vendure-auth-token');
      return response.writeHead(answer.status, { 'content-type': 'application/json', date, ...(token && { 'vendure-auth-token': token }) }).end(await answer.text());
    };
    request.on('end', () => void answerIt());
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

beforeAll(async () => {
  acme = await startAcme({ people: 250, rtPasswordCheckMs: 5 });
  liar = await startLiar(acme.urls.vendure);
  liarUrl = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`;
});
afterAll(async () => {
  liar.close();
  liar.closeAllConnections();
  await acme.close();
});

/** The lines about sources with these adapters, urls and settings. */
async function linesOf(sources: Record<string, { adapter: string; url: string; settings: unknown }>, now = Date.now): Promise<string[]> {
  const config = { defaultRegion: 'ES', sources: Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, sourceConfigSchema.parse({ timeoutMs: 10_000, retry: { times: 0 }, ...source })])) };
  const lines: string[] = [];
  for await (const finding of examineSources(config as Pick<GatewayConfig, 'sources' | 'defaultRegion'>, now)) lines.push(lineOf(finding));
  return lines;
}

describe('the doctor', () => {
  it('says of a source that lies what is wrong and what to change', async () => {
    const { username, password } = acme.credentials.vendure;
    expect(await linesOf({ shop: { adapter: 'vendure', url: liarUrl, settings: { username, password } } }, () => LIAR_ASKED_AT)).toEqual([
      'OK    shop: is reached and signs in.',
      'FAIL  shop: its clock is 300 s behind ours. Change: the clocks, by NTP on both machines.',
      'OK    shop: pages of party hold at most 500 rows and go on where they ended.',
      'OK    shop: its filter of changes of party filters.',
      'OK    shop: a batch of 100 party records is answered.',
      'FAIL  shop: a batch of party records with an id that does not exist among them fails (refused). Change: sources.shop.limits.fetch.party.batchSize, to 1, until the source answers for the others.',
      'OK    shop: pages of order hold at most 500 rows and go on where they ended.',
      'OK    shop: its filter of changes of order filters.',
      'OK    shop: a batch of 100 order records is answered.',
      'FAIL  shop: a batch of order records with an id that does not exist among them fails (refused). Change: sources.shop.limits.fetch.order.batchSize, to 1, until the source answers for the others.',
      expect.stringMatching(/^FAIL {2}shop: its filter by e-mail is ignored: a made-up one found \d+ rows\. Change: sources\.shop\.settings, where they name the field of the e-mail\.$/),
      'OK    shop: finds by phone, and nobody by a made-up one.',
    ]);
  });

  it('says of a source that cannot be asked why, and asks it nothing more', async () => {
    const lines = await linesOf({
      desk: { adapter: 'rt', url: acme.urls.rt, settings: { username: acme.credentials.rt.username, password: 'wrong' } },
      erp: { adapter: 'tryton', url: 'http://127.0.0.1:1/', settings: { username: 'admin', password: 'admin' } },
      mail: { adapter: 'ghost', url: acme.urls.vendure, settings: acme.credentials.ghost },
    });
    expect(lines).toEqual([
      'FAIL  desk: refuses the sign-in. Change: sources.desk.settings, which hold the user and password or key.',
      'FAIL  erp: cannot be reached. Change: sources.erp.url, or the network between.',
      expect.stringMatching(/^FAIL {2}mail: answers, but not as its adapter needs \(\w+\)\. Change: sources\.mail\.adapter or sources\.mail\.url, if another system is there\.$/),
    ]);
  });

  it('says that a filter by a field that the desk does not have gives everybody', async () => {
    const { username, password } = acme.credentials.rt;
    const lines = await linesOf({ desk: { adapter: 'rt', url: acme.urls.rt, settings: { username, password, userFields: { phone: 'Nowhere' } } } });
    expect(lines.filter((line) => !line.startsWith('OK'))).toEqual([
      'FAIL  desk: its filter by phone is ignored: a made-up one found 100 rows. Change: sources.desk.settings, where they name the field of the phone.',
    ]);
  });

  it('finds nothing wrong with the sample company, and says nothing of anybody', async () => {
    const { tryton, rt, vendure, ghost } = acme.credentials;
    const lines = await linesOf({
      tryton: { adapter: 'tryton', url: acme.urls.tryton, settings: tryton },
      // The other tests have asked most of these already.
      ...(isWhole && {
        rt: { adapter: 'rt', url: acme.urls.rt, settings: { username: rt.username, password: rt.password } },
        vendure: { adapter: 'vendure', url: acme.urls.vendure, settings: vendure },
        ghost: { adapter: 'ghost', url: acme.urls.ghost, settings: ghost },
      }),
    });
    expect(lines.filter((line) => !line.startsWith('OK'))).toEqual([]);
    expect(lines).toHaveLength(isWhole ? 52 : 12);
    expect(lines.join('\n')).not.toMatch(/@|\+\d/);
  });
});
