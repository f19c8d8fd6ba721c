/** A collector of traces on loopback: keeps what is sent to it, as OTLP over HTTP in JSON. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  /** Of other spans that it is linked to. */
  links: string[];
  attributes: Record<string, string | number>;
}

export interface TraceCollector {
  url: string;
  /** Everything that was sent, as text. */
  text(): string;
  spans(): ReceivedSpan[];
  close(): Promise<void>;
}

interface SentSpan extends Omit<ReceivedSpan, 'attributes' | 'links'> {
  attributes?: { key: string; value: { stringValue?: string; intValue?: number; doubleValue?: number } }[];
  links?: { spanId: string }[];
}

/** `status`: of its answers. */
export async function startTraceCollector(status = 200): Promise<TraceCollector> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      bodies.push(`${JSON.stringify(request.headers)}\n${body}`);
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    text: () => bodies.join('\n'),
    spans: () =>
      bodies.flatMap((sent) => {
        const { resourceSpans } = JSON.parse(sent.slice(sent.indexOf('\n') + 1)) as { resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[] };
        return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)).map(({ attributes = [], links = [], ...span }) => ({
          ...span,
          links: links.map(({ spanId }) => spanId),
          attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? value.doubleValue ?? ''])),
        }));
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
