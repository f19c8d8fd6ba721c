/** What the known attacks cost before they are refused (reference/security.md M12 to M14, A34), as the first request of a process. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expectCheap } from './support/machineSpeed.ts';
import { HOSTS } from './support/probe.ts';

const ROOT = join(__dirname, '../..');
/** What is sent after the refusal may reset the connection before the answer is read. */
const TOO_LARGE = /^(HTTP\/1\.1 413|$)/;

/** Eighteen fragments, each spread twice under two aliases by the one before. */
const bomb = (): string => {
  const inner = (index: number): string => (index < 17 ? `...F${index + 1}` : 'id');
  const fragment = (index: number): string => `fragment F${index} on Customer { a: contacts { customer { ${inner(index)} } } b: contacts { customer { ${inner(index)} } } }`;
  return `{ customer(id: "1") { ...F0 } } ${Array.from({ length: 18 }, (_, index) => fragment(index)).join(' ')}`;
};
const ofBytes = (bytes: number, body: (filler: string) => string): string => body('a '.repeat((bytes - 100) / 2));
const asQuery = (query: string): string => JSON.stringify({ query });

const attacks: readonly [string, { body(): string; answer: RegExp }][] = [
  ['a fragment bomb (M12)', { body: () => asQuery(bomb()), answer: /QUERY_TOO_COMPLEX/ }],
  ['one field 300 times with a directive (M13)', { body: () => asQuery(`{ customer(id: "1") { ${'contacts @include(if: true) { from } '.repeat(300)} } }`), answer: /QUERY_TOO_COMPLEX/ }],
  ['one field 300 times (M13)', { body: () => asQuery(`{ customer(id: "1") { ${'contacts { from } '.repeat(300)} } }`), answer: /QUERY_TOO_COMPLEX/ }],
  ['as many tokens as a body holds (M14)', { body: () => asQuery(ofBytes(99_000, (filler) => `{ me { ${filler} } }`)), answer: /QUERY_TOO_COMPLEX/ }],
  ['a body of 2 MB (M14)', { body: () => asQuery(ofBytes(2_000_000, (filler) => `{ me { ${filler} } }`)), answer: TOO_LARGE }],
];

/** The CPU that a fresh process took from the first byte of a request to the end of its answer. */
async function coldCpu(kind: string, body: string, chunked: boolean): Promise<{ cpuMs: number; answer: string }> {
  const child = fork(join(__dirname, 'support/coldHost.ts'), [kind, join(ROOT, 'policy.yml')], { execArgv: ['--import', 'tsx'], cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const told = async (): Promise<unknown> => ((await once(child, 'message')) as unknown[])[0];
  try {
    const { port } = (await told()) as { port: number };
    child.send('begin');
    await told();
    const answer = await answerTo(port, body, chunked);
    child.send('end');
    const { cpuMs } = (await told()) as { cpuMs: number };
    return { cpuMs, answer };
  } finally {
    const gone = once(child, 'exit');
    child.disconnect();
    await gone;
  }
}

function answerTo(port: number, body: string, chunked: boolean): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  // The server closes while we still send.
  socket.on('error', () => undefined);
  let answer = '';
  socket.on('data', (data) => (answer += data.toString('latin1')));
  const length = chunked ? 'transfer-encoding: chunked' : `content-length: ${body.length}`;
  socket.write(`POST /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: Bearer x\r\ncontent-type: application/json\r\n${length}\r\n\r\n`);
  socket.write(chunked ? `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n` : body);
  return new Promise((resolve) => void socket.once('close', () => resolve(answer)));
}

/** Everything on the shortest way; on the others what costs most, since all that refuses is before them. */
const cases = HOSTS.flatMap((kind) => attacks.filter((_attack, index) => kind === 'node' || index % 2 === 1).map((attack) => [kind, ...attack] as const));

describe('the first request of a process', () => {
  it.each(cases)('is refused on the host %s for less than 100 ms of CPU: %s', async (kind, _name, { body, answer }) => {
    const found = await coldCpu(kind, body(), false);
    expect(found.answer).toMatch(answer);
    expectCheap(found.cpuMs);
  });

  it('is refused for less than 100 ms of CPU: a body of 2 MB that does not say its length', async () => {
    const found = await coldCpu('node', attacks.at(-1)![1].body(), true);
    expect(found.answer).toMatch(TOO_LARGE);
    expectCheap(found.cpuMs);
  });
});
