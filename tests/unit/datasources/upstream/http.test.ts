import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCounters } from '../../../../datasources/upstream/counters.ts';
import { createHttp, type UpstreamHttp } from '../../../../datasources/upstream/http.ts';
import { deferred } from './fixtures.ts';
import { guardOf } from './guarding.ts';

const never = () => new AbortController().signal;
const SECRET = 'ada@example.com';

describe('HTTP to a source', () => {
  let server: Server;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let http: UpstreamHttp;
  let url: string;
  const make = ({ to = url, ...options }: { to?: string; concurrency?: number; maxQueued?: number; timeoutMs?: number; retry?: { times: number; baseMs?: number } } = {}) => {
    const counters = createCounters();
    const guard = guardOf({ concurrency: 2, maxQueued: 10, timeoutMs: 5_000, retry: { times: 0 }, counters, ...options });
    return createHttp({ system: 'desk', url: to, connections: options.concurrency ?? 2, connectTimeoutMs: 5_000, maxResponseBytes: 1_000, counters, guard });
  };

  beforeEach(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/base/`;
    http = make();
  });
  afterEach(async () => {
    await http.close();
    server.closeAllConnections();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  });

  const json = (body: string, contentType = 'application/json', status = 200) => {
    answer = (_request, response) => void response.writeHead(status, { 'content-type': contentType }).end(body);
  };

  it('does not follow a redirect', async () => {
    let asked = 0;
    answer = (_request, response) => {
      asked += 1;
      response.writeHead(302, { location: `${url}elsewhere` }).end('moved');
    };
    await expect(http.send({ method: 'GET', path: '/a' }, never())).resolves.toMatchObject({ status: 302, text: 'moved' });
    expect(asked).toBe(1);
  });

  it('is unreachable where nobody listens', async () => {
    const nowhere = make({ to: 'http://127.0.0.1:1/' });
    await expect(nowhere.send({ method: 'GET', path: '/' }, never())).rejects.toMatchObject({ kind: 'unreachable' });
    await nowhere.close();
  });

  it('cuts the socket of a call that is given up', async () => {
    const [arrived, closed] = [deferred<void>(), deferred<void>()];
    answer = (request) => {
      arrived.resolve();
      request.socket.once('close', () => closed.resolve());
    };
    const hurried = new AbortController();
    const sent = http.send({ method: 'GET', path: '/' }, hurried.signal);
    await arrived.promise;
    hurried.abort();
    await expect(sent).rejects.toMatchObject({ kind: 'aborted' });
    await closed.promise;
  });

  it('times out between headers and body as well, and cuts the socket', async () => {
    const closed = deferred<void>();
    answer = (request, response) => {
      request.socket.once('close', () => closed.resolve());
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"half":');
    };
    const hasty = make({ timeoutMs: 50 });
    await expect(hasty.send({ method: 'GET', path: '/' }, never())).rejects.toMatchObject({ kind: 'timeout' });
    await closed.promise;
    await hasty.close();
  });

  it('stops reading an answer over the limit', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = () => {
        if (!response.destroyed && response.write('x'.repeat(65_536))) setImmediate(more);
        else response.once('drain', more);
      };
      more();
    };
    await expect(http.send({ method: 'GET', path: '/' }, never())).rejects.toMatchObject({ kind: 'garbage' });
  });

  it('is garbage where JSON is declared and none comes, and repeats nothing of it', async () => {
    json(`{"email": "${SECRET}"`);
    const error: Error = await http.send({ method: 'GET', path: `/?email=${SECRET}` }, never()).then(() => new Error('no error'), (failure: Error) => failure);
    expect(error).toMatchObject({ kind: 'garbage' });
    expect(error.message).not.toContain(SECRET);
    expect(JSON.stringify(error)).not.toContain(SECRET);
  });

  it.each([
    ['text/html', undefined],
    ['text/plain; a=application/json', undefined],
    ['application/jsonp', undefined],
    ['application/json; charset="utf-8"', { a: 1 }],
    ['Application/JSON', { a: 1 }],
    ['application/vnd.api+json', { a: 1 }],
  ])('reads %s as %j', async (contentType, body) => {
    json('{"a":1}', contentType);
    await expect(http.send({ method: 'GET', path: '/' }, never())).resolves.toMatchObject({ body, text: '{"a":1}' });
  });

  it('sends a POST once, unless it says that it only asks; what is left is the answer itself', async () => {
    let asked = 0;
    answer = (_request, response) => {
      asked += 1;
      response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '0' }).end(`{"tries":${asked}}`);
    };
    const patient = make({ retry: { times: 2, baseMs: 1 } });
    await expect(patient.send({ method: 'POST', path: '/', json: {} }, never())).resolves.toMatchObject({ status: 503, body: { tries: 1 } });
    await expect(patient.send({ method: 'POST', path: '/', form: {}, kind: 'signIn' }, never())).resolves.toMatchObject({ status: 503, body: { tries: 2 } });
    await expect(patient.send({ method: 'POST', path: '/', json: {}, kind: 'read' }, never())).resolves.toMatchObject({ status: 503, body: { tries: 5 } });
    await expect(patient.send({ method: 'GET', path: '/' }, never())).resolves.toMatchObject({ status: 503, body: { tries: 8 } });
    await patient.close();
  });

  it('reads again where the connection was cut off', async () => {
    let asked = 0;
    answer = (request, response) => {
      asked += 1;
      if (asked === 1) request.socket.destroy();
      else if (asked === 2) response.writeHead(200, { 'content-length': '100' }).write('half', () => request.socket.destroy());
      else response.end('whole');
    };
    const patient = make({ retry: { times: 2, baseMs: 1 } });
    await expect(patient.send({ method: 'GET', path: '/' }, never())).resolves.toMatchObject({ status: 200, text: 'whole' });
    await patient.close();
  });

  it('refuses one call more than connections and queue hold', async () => {
    const narrow = make({ concurrency: 1, maxQueued: 1 });
    const arrived = deferred<void>();
    const responses: ServerResponse[] = [];
    answer = (_request, response) => {
      responses.push(response);
      if (responses.length === 1) arrived.resolve();
      else response.end('second');
    };
    const [first, second] = [narrow.send({ method: 'GET', path: '/1' }, never()), narrow.send({ method: 'GET', path: '/2' }, never())];
    await arrived.promise;
    await expect(narrow.send({ method: 'GET', path: '/3' }, never())).rejects.toMatchObject({ kind: 'overloaded' });
    responses[0]!.end('first');
    expect([(await first).text, (await second).text]).toEqual(['first', 'second']);
    await narrow.close();
  });

  it('joins the path to the base URL and sends JSON and forms as such', async () => {
    const seen: string[] = [];
    answer = (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen.push(`${request.method} ${request.url} ${request.headers['content-type'] ?? '-'} ${body}`);
        response.end();
      });
    };
    await http.send({ method: 'POST', path: '/a?b=c', json: { d: 1 } }, never());
    await http.send({ method: 'POST', path: '/login', form: { user: 'a b', pass: '&' } }, never());
    await expect(http.send({ method: 'GET', path: '/' }, never())).resolves.toMatchObject({ body: undefined, text: '' });
    expect(seen).toEqual([
      'POST /base/a?b=c application/json {"d":1}',
      'POST /base/login application/x-www-form-urlencoded user=a+b&pass=%26',
      'GET /base/ - ',
    ]);
  });
});
