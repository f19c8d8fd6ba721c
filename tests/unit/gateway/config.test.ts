import { identityConfig } from '../../../domain/identity/config.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_RULES } from '../../../domain/goldenRecord/rules.ts';
import { DEFAULT_ROW_SCOPES } from '../../../domain/rowScopes.ts';
import { withAnswerTimes } from '../../../gateway/config/answerTimes.ts';
import { retentionOf } from '../../../gateway/config/retention.ts';
import { ConfigError, isLoopback, loadConfig } from '../../../gateway/config.ts';

const acme = {
  ACME_TRYTON_URL: 'http://127.0.0.1:1',
  ACME_RT_URL: 'http://127.0.0.1:2',
  ACME_VENDURE_URL: 'http://127.0.0.1:3',
  ACME_GHOST_URL: 'http://127.0.0.1:4',
  ACME_GHOST_KEY: `${'0'.repeat(24)}:${'0'.repeat(64)}`,
  ACME_GHOST_WEBHOOK_SECRET: '0'.repeat(64),
};
const minimal = `
auth: { issuers: [{ issuer: https://id.example.com, audience: c360 }] }
sources:
  erp1: { adapter: tryton, kind: erp, url: http://erp.example.com, settings: { username: u, password: p } }
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'c360-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(text: string, name = 'c360.yml'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function problems(env: NodeJS.ProcessEnv): string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ key, message }) => `${key}: ${message}`);
  }
  return [];
}

describe('configuration', () => {
  it('names every wrong key of environment and file at once', () => {
    const path = file(`${minimal}deadlineMs: soon\ncors: { origin: [] }\ntrustedProxies: [everyone]\n`);
    expect(problems({ C360_CONFIG: path, PORT: 'http', GATEWAY_HOST: 'express', MONGODB_URI: 'localhost' })).toEqual([
      expect.stringMatching(/^PORT: /),
      'GATEWAY_HOST: must be node, yoga or apollo',
      'MONGODB_URI: must begin with mongodb:// or mongodb+srv://',
      'cors.origin: is not a known key',
      'trustedProxies[0]: must be an IP address or a range such as 10.0.0.0/8',
      expect.stringMatching(/^deadlineMs: /),
    ]);
  });

  it('names what is wrong in metrics and traces', () => {
    const path = file(`${minimal}metrics: { port: 9464, host: x, bind: all }\ntraces: { otlp: collector, sampleRatio: 2 }\n`);
    expect(problems({ C360_CONFIG: path, METRICS_PORT: 'x', OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' })).toEqual([
      expect.stringMatching(/^METRICS_PORT: /),
      'OTEL_EXPORTER_OTLP_ENDPOINT: must be the http or https URL of a collector',
      'metrics.bind: must be an IP address such as 127.0.0.1 or 0.0.0.0',
      'metrics.host: is not a known key',
      'traces.otlp: must be the http or https URL of a collector such as http://127.0.0.1:4318',
      expect.stringMatching(/^traces.sampleRatio: /),
    ]);
  });

  it('has metrics and traces off, unless the file or the environment says where', () => {
    expect(loadConfig({ C360_CONFIG: file(minimal) })).toMatchObject({ metrics: undefined, traces: undefined });
    const path = file(`${minimal}metrics: { port: 9464, bind: 10.0.0.1 }\ntraces: { otlp: 'http://collector:4318/', sampleRatio: 1 }\n`);
    expect(loadConfig({ C360_CONFIG: path, METRICS_PORT: '9000', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://other:4318' })).toMatchObject({
      metrics: { port: 9000, bind: '10.0.0.1' }, traces: { otlp: 'http://other:4318/v1/traces', sampleRatio: 1, headers: {} },
    });
  });

  it('refuses times of a source that cannot be kept within a request, and what is stale without ever being cached', () => {
    const source = (keys: string, rest = '') => problems({ C360_CONFIG: file(minimal.replace('kind: erp', `kind: erp, ${keys}`) + rest) });
    const tooLong = 'sources.erp1.answerMs: must be less than deadlineMs, or nothing is known in time of a source that hangs: lower it, or use read: live';
    expect(source('answerMs: 3000')).toEqual([tooLong]);
    expect(source('answerMs: 900', 'deadlineMs: 900\n')).toEqual([tooLong]);
    expect(source('answerMs: 3000, read: live')).toEqual([]);
    expect(source('timeoutMs: 60000')).toEqual([]);
    expect(source('staleMs: 1000')).toEqual(['sources.erp1.staleMs: needs cacheMs: what is never cached is never stale']);
    expect(source('cacheMs: 10, staleMs: -1, absentMs: soon').map((problem) => problem.split(':')[0])).toEqual(['sources.erp1.staleMs', 'sources.erp1.absentMs']);
  });

  it('gives a source that says nothing of it two thirds of a request, or one call, to answer', () => {
    const config = (keys: string, rest = '') => loadConfig({ C360_CONFIG: file(minimal.replace('kind: erp', `kind: erp${keys}`) + rest) });
    const answerMs = ({ sources, deadlineMs }: ReturnType<typeof loadConfig>) => withAnswerTimes(sources, deadlineMs)['erp1']!.answerMs;
    expect([answerMs(config('')), answerMs(config('', 'deadlineMs: 900\n')), answerMs(config(', timeoutMs: 60000')), answerMs(config(', answerMs: 70'))]).toEqual([2_000, 600, 2_000, 70]);
  });

  it('names what is wrong in the rules of reconciliation', () => {
    const rules = `[
      { systems: [erp1, shop] }, { systems: [erp1] }, { systems: [erp1, erp1] }, { systems: [shop, erp1], kind: call },
      { systems: [erp1, pos], window: { amountTolerance: { share: 2 }, timeToleranceMs: 1, sameCustomer: false }, expectedIn: { system: shop } }, { systems: [shop, erp1] }]`;
    const found = problems({ C360_CONFIG: file(`${minimal}reconciliation: ${rules}\n`) });
    expect(found).toEqual(expect.arrayContaining([
      'reconciliation[3].kind: must be one of order: other kinds state no amount',
      'reconciliation[4].window.sameCustomer: must be true: views are only looked for among those of one customer',
    ]));
    expect(found.map((problem) => problem.split(':')[0])).toEqual(expect.arrayContaining(['reconciliation[1].systems', 'reconciliation[4].window.amountTolerance.share']));
    expect(problems({ C360_CONFIG: file(`${minimal}reconciliation: [{ systems: [erp1, erp1] }, { systems: [erp1, pos], expectedIn: { system: shop } }, { systems: [pos, erp1] }]\n`) })).toEqual(expect.arrayContaining([
      'reconciliation[0].systems: must name two different systems', 'reconciliation[1].expectedIn.system: must be one of the two systems',
      'reconciliation[2].systems: are those of another rule of this kind: say all of it in one', 'reconciliation[1].systems[1]: names pos, which is not one of sources',
    ]));
  });

  it('names what is wrong in the retention, and does not take days without a folder for what is removed', () => {
    const found = (retention: string) => problems({ C360_CONFIG: file(`${minimal}retention: ${retention}\n`) });
    const days = 'must be whole days, at least 31: younger events may still be reconciled';
    expect(found('{ days: { order: 30, ticket: 400.5, call: 10 years, visit: 60 } }')).toEqual([
      'retention.archivePath: must name the folder that events are written to before they are removed',
      `retention.days.order: ${days}`, `retention.days.ticket: ${days}`, `retention.days.call: ${days}`, 'retention.days.visit: is not a known key',
    ]);
    expect(found("{ archivePath: '', days: { order: 200000 }, months: 3 }")).toEqual([
      'retention.archivePath: must name the folder that events are written to before they are removed',
      'retention.days.order: must be at most 100000 days: leave the kind out to keep it for ever', 'retention.months: is not a known key',
    ]);
    expect(found('{ archivePath: past, days: {} }')).toEqual(['retention.days: must name at least one of order, ticket, call, touch, interaction: without any, leave retention out and everything is kept']);
  });

  it('keeps everything for ever by default, and finds the archive beside its own file', () => {
    expect(loadConfig({ C360_CONFIG: file(minimal) }).retention).toBeUndefined();
    const { retention } = loadConfig({ C360_CONFIG: file(`${minimal}retention: { archivePath: past, days: { order: 3650, touch: 400 } }\n`) });
    expect(retention).toEqual({ archivePath: join(folder, 'past'), days: { order: 3650, touch: 400 } });
    expect(retentionOf(retention!)).toEqual({ order: 3650 * 86_400_000, touch: 400 * 86_400_000 });
  });

  it('names what is wrong in the rules for e-mails', () => {
    const path = file(`${minimal}identity: { emailRules: { tagSign: '++', dots: true, providers: [{ domains: [] }, { domains: [Example.com], ignoreDots: yes please }] } }\n`);
    expect(problems({ C360_CONFIG: path })).toEqual([
      'identity.emailRules.tagSign: must be one character such as +, or null',
      'identity.emailRules.providers[0].domains: must name at least one domain',
      'identity.emailRules.providers[1].domains[0]: must be a domain in lower case such as example.com, in its xn-- form where it has other letters',
      expect.stringMatching(/^identity\.emailRules\.providers\[1\]\.ignoreDots: /),
      'identity.emailRules.dots: is not a known key',
    ]);
  });

  it('refuses a priority of identifiers that names one twice, or one that there is not', () => {
    expect(problems({ C360_CONFIG: file(`${minimal}identity: { priority: [email, taxId, email] }\n`) })).toEqual(['identity.priority: must not name an identifier twice']);
    expect(problems({ C360_CONFIG: file(`${minimal}identity: { priority: [passport] }\n`) })).toEqual([expect.stringMatching(/^identity\.priority\[0\]: /)]);
  });

  it('reads the priority of identifiers, and leaves the settings as they were where the file has none', () => {
    expect(loadConfig({ C360_CONFIG: file(`${minimal}identity: { priority: [email, loyaltyId] }\n`) }).identity.priority).toEqual(['email', 'loyaltyId']);
    expect(loadConfig({ C360_CONFIG: file(minimal) }).identity).not.toHaveProperty('priority');
  });

  it('reads the rules for e-mails, and has rules where the file has none', () => {
    const rules = (text: string) => identityConfig(loadConfig({ C360_CONFIG: file(minimal + text) }).identity, []).emailRules;
    const google = { domains: ['gmail.com', 'googlemail.com'], ignoreDots: true, tagSign: '+' };
    expect(rules('')).toEqual({ tagSign: '+', providers: [google] });
    expect(rules('identity: { emailRules: { tagSign: null, providers: [{ domains: [corp.example], tagSign: "-" }] } }\n')).toEqual({
      tagSign: null, providers: [{ domains: ['corp.example'], ignoreDots: false, tagSign: '-' }, google],
    });
    expect(rules('identity:\n  emailRules:\n    tagSign: +\n    providers:\n      - domains: [icloud.com, me.com]\n').providers[0]).toEqual({ domains: ['icloud.com', 'me.com'], ignoreDots: false, tagSign: '+' });
  });

  it('takes the policy that the file names, beside the file, whatever its name', () => {
    for (const name of ['policy.yml', 'ours.yml']) {
      expect(loadConfig({ C360_CONFIG: file(`${minimal}policy: ${name}\n`) }).policyPath).toBe(join(folder, name));
    }
    expect(loadConfig({ C360_CONFIG: file(minimal) }).policyPath).toBe(join(__dirname, '../../../policy.yml'));
  });

  it('names wrong settings of one source beside a wrong address of another, and no value of either', () => {
    const sources = `sources:
  erp1: { adapter: tryton, url: 'hunter2', settings: { username: u } }
  desk: { adapter: rt, url: http://u:hunter2@desk.example.com, settings: { username: u, password: p, queue: 7 } }
  shop: { adapter: hunter2, url: http://shop.example.com, settings: {} }
`;
    const found = problems({ C360_CONFIG: file(`auth: { sample: true }\ncors: { origins: ['*', 'https://desk.example.com/'] }\n${sources}`) });
    expect(found.map((problem) => problem.split(': ')[0]).sort()).toEqual([
      'cors.origins[0]', 'cors.origins[1]', 'sources.desk.settings.queue', 'sources.desk.url', 'sources.erp1.settings.password', 'sources.erp1.url', 'sources.shop.adapter',
    ]);
    expect(found.join()).not.toContain('hunter2');
  });

  it('names the key of a secret whose variable or file is missing and shows no value', () => {
    const path = file(minimal.replace('password: p', "password: '${ERP_PASSWORD}'").replace('username: u', "username: '${file:erp.user}'"));
    expect(problems({ C360_CONFIG: path })).toEqual([
      'sources.erp1.settings.username: the file erp.user cannot be read',
      'sources.erp1.settings.password: the environment variable ERP_PASSWORD is not set',
    ]);
  });

  it('refuses a file that is missing or no YAML', () => {
    expect(problems({ C360_CONFIG: join(folder, 'none.yml') })).toEqual(['C360_CONFIG: the file cannot be read']);
    expect(problems({ C360_CONFIG: file('sources: [}') })).toEqual([expect.stringMatching(/^C360_CONFIG: is not valid YAML \(line 1\)$/)]);
  });

  it('refuses a row scope by a field that is none, of a source that is none, or of no source at all', () => {
    const rows = (text: string) => problems({ C360_CONFIG: file(`${minimal}rowScopes: ${text}\n`) });
    expect(rows('{ account: { field: taxId } }')).toEqual([expect.stringMatching(/^rowScopes\.account\.field: /)]);
    expect(rows('{ distributor: { sources: [erp1, crm] } }')).toEqual(['rowScopes.distributor.sources[1]: names crm, which is not one of sources']);
    expect(rows('{ territory: { sources: [] } }')).toEqual(['rowScopes.territory.sources: must name at least one source']);
    expect(rows('{ self: { field: account } }')).toEqual(['rowScopes.self: is not a known key']);
  });

  it('takes each row scope from the field of its name, of whatever source, unless told otherwise', () => {
    const load = (text: string) => loadConfig({ C360_CONFIG: file(`${minimal}${text}`) }).rowScopes;
    expect(load('')).toEqual(DEFAULT_ROW_SCOPES);
    expect(load('rowScopes: { territory: { field: distributor, sources: [erp1] } }\n')).toEqual({ ...DEFAULT_ROW_SCOPES, territory: { field: 'distributor', sources: ['erp1'] } });
  });

  it('refuses an order of systems that names one that is not configured', () => {
    const path = file(`${minimal}eventRank: [erp1, shop]\nsurvivorship: { priority: { name: [crm] } }\n`);
    expect(problems({ C360_CONFIG: path })).toEqual([
      'eventRank[1]: names shop, which is not one of sources',
      'survivorship.priority.name[0]: names crm, which is not one of sources',
    ]);
  });

  it('refuses a survivorship rule that does not fit its field, and tells it from one that there is not', () => {
    const rules = ['name: verifiedFirst', 'birthDate: allDistinct', 'account: newest', 'emails: longest', 'addresses: verifiedFirst', 'shoes: longest'];
    const path = file(`${minimal}survivorship: { rules: { ${rules.join(', ')} } }\n`);
    expect(problems({ C360_CONFIG: path })).toEqual([
      'survivorship.rules.name: verifiedFirst does not fit this field: use sourcePriority, mostRecent, mostFrequent, longest',
      'survivorship.rules.birthDate: allDistinct does not fit this field: use sourcePriority, mostRecent, mostFrequent',
      'survivorship.rules.account: is no survivorship rule: use sourcePriority, mostRecent, mostFrequent',
      'survivorship.rules.emails: longest does not fit this field: use verifiedFirst, allDistinct, sourcePriority, mostRecent, mostFrequent',
      'survivorship.rules.addresses: verifiedFirst does not fit this field: use allDistinct, sourcePriority, mostRecent, mostFrequent, longest',
      'survivorship.rules.shoes: is not a known key',
    ]);
  });

  it('gives every field that configuration does not name its default rule', () => {
    const { survivorship } = loadConfig({ C360_CONFIG: file(`${minimal}survivorship: { rules: { name: longest, emails: allDistinct } }\n`) });
    expect(survivorship.rules).toEqual({ ...DEFAULT_RULES, name: 'longest', emails: 'allDistinct' });
  });

  it('names such an order, and the sample issuer elsewhere than on loopback, beside what else is wrong', () => {
    const path = file(`${minimal.replace(/^auth:.*$/m, 'auth: { sample: true }')}eventRank: [shop]\nbogus: 1\nsurvivorship: { priority: { name: 5, emails: [crm] } }\n`);
    expect(problems({ C360_CONFIG: path, BIND: '0.0.0.0', PORT: 'x' }).map((problem) => problem.split(': ')[0])).toEqual([
      'PORT', 'survivorship.priority.name', 'bogus', 'eventRank[0]', 'survivorship.priority.emails[0]', 'auth.sample',
    ]);
  });

  it('refuses the sample issuer on any address but loopback', () => {
    expect(problems({ ...acme, BIND: '0.0.0.0' })).toEqual([expect.stringContaining('auth.sample: the sample issuer is refused on 0.0.0.0')]);
    expect(isLoopback('127.0.0.2') && isLoopback('::1')).toBe(true);
    expect(isLoopback('10.0.0.1') || isLoopback('::')).toBe(false);
  });

  it('takes secrets from the environment and from files beside the configuration', () => {
    file('hunter2\n', 'erp.pass');
    const path = file(minimal.replace('password: p', "password: '${file:erp.pass}'").replace('username: u', "username: 'svc-${ERP_USER}'"));
    const config = loadConfig({ C360_CONFIG: path, ERP_USER: 'gw' });
    expect(config.sources.erp1?.settings).toEqual({ username: 'svc-gw', password: 'hunter2' });
    expect(config.sample).toBe(false);
  });

  it('takes an empty variable as unset and has the documented defaults', () => {
    const config = loadConfig({ ...acme, PORT: '', MONGODB_URI: '' });
    expect(config).toMatchObject({ port: 4000, bind: '127.0.0.1', host: 'node', mongoUri: undefined, sample: true, trustedProxies: [], cors: { origins: [] } });
    expect(config.eventRank).toEqual(['tryton', 'vendure', 'rt', 'ghost']);
  });
});
