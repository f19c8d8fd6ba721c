import { createLogger } from '../../gateway/logger.ts';
import { useCompany } from './support/company.ts';
import { onEveryHost } from './support/probe.ts';

const company = useCompany({ people: 8 });
const CANARY = 'kanarienvogel';
/** Of the sources: what a client writes with the first one may be shown to it again. */
const OF_SOURCE = 'zaunkoenig';

describe('A39: the log', () => {
  it('holds no field that is not on its list, and one line per entry whatever is in it', () => {
    let lines = '';
    const logger = createLogger('debug', { write: (text) => void (lines += text) });
    logger.error({ error: 'x\n{"level":60,"msg":"forged"}\r\n', email: CANARY, token: CANARY, query: CANARY, variables: { a: CANARY }, headers: { authorization: CANARY }, message: CANARY }, 'Internal error');
    logger.warn({ system: '\u001b[31m', nested: { email: CANARY } }, 'x');
    expect(lines).not.toContain(CANARY);
    const entries = lines.trimEnd().split('\n');
    expect(entries).toHaveLength(2);
    for (const entry of entries) expect(() => JSON.parse(entry) as unknown).not.toThrow();
    expect(lines).not.toContain('\u001b');
  });
});

onEveryHost('A39', (host, probe) => {
  const fresh = (): (() => string) => {
    const before = company.logged().length;
    return () => company.logged().slice(before);
  };

  it('gets nothing of what a client sends, in whatever part of the request and however it fails', async () => {
    const added = fresh();
    const sent: readonly (readonly [query: string, variables: Record<string, unknown>])[] = [
      [`{ ${CANARY}: customerBy(key: {email: "${CANARY}@example.com"}) { id name { full } } }`, {}],
      [`query ${CANARY}($v: String!) { customerBy(key: {taxId: $v}) { id } }`, { v: CANARY }],
      [`{ me { ${CANARY} } }`, {}],
      [`{ customer(id: "${CANARY}`, {}],
      [`query ($v: Int) { customers(first: $v) { edges { cursor } } } # ${CANARY}`, { v: CANARY }],
      [`mutation { recordInteraction(input: {idempotencyKey: "${CANARY}", email: "${CANARY}@example.com", channel: PHONE, direction: INBOUND, subject: "${CANARY}", note: "${CANARY}\\n{\\"level\\":60}"}) { interaction { id } } }`, {}],
    ];
    for (const [name, [query, variables]] of sent.entries()) {
      const saw = await probe(`canary in request ${name + 1}`, async () => {
        const answer = await company.ask(host, query, { as: { role: 'admin', subject: CANARY }, variables, headers: { 'x-request-id': CANARY, 'user-agent': CANARY, cookie: CANARY } });
        return String(answer.status);
      }, { tries: 3 });
      expect(['200', '400']).toContain(saw);
    }
    expect(added()).not.toContain(CANARY);
  });

  it('gets nothing of what a source answers when it fails', async () => {
    const added = fresh();
    const failures = [
      () => ({ status: 500, headers: { 'content-type': 'text/html' }, body: `<html>${OF_SOURCE}</html>` }),
      () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: `{"${OF_SOURCE}": ` }),
      () => ({ status: 401, headers: { 'content-type': 'application/json', 'www-authenticate': OF_SOURCE }, body: JSON.stringify({ error: OF_SOURCE, data: { customers: OF_SOURCE } }) }),
      () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ result: OF_SOURCE, data: OF_SOURCE, errors: [{ message: OF_SOURCE }], members: OF_SOURCE }) }),
    ];
    for (const [index, failing] of failures.entries()) {
      for (const wire of Object.values(company.wires)) wire.answer = failing;
      const { text } = await company.ask(host, `{ customerBy(key: {email: "nobody${index}${host}@example.org"}) { id } customers(first: 3) { edges { node { name { full } emails { value } orders(first: 1) { edges { node { number } } } sources { system status } } } } }`, { as: { role: 'admin' } });
      for (const wire of Object.values(company.wires)) wire.answer = null;
      expect(text).not.toContain(OF_SOURCE);
    }
    expect(added()).not.toContain(OF_SOURCE);
  });
});
