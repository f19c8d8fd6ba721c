import { createServer } from 'node:http';
import { logDefect, type ErrorLogger } from '../errors.ts';
import { listenOn } from '../listen.ts';
import type { Metrics } from './metrics.ts';

const MAX_CONNECTIONS = 16;
const TIMEOUT_MS = 5_000;

/** Listens where only scrapers should reach it, and answers `GET /metrics` alone. Rejects if the address is taken. */
export async function serveMetrics(metrics: Pick<Metrics, 'contentType' | 'text'>, { port, bind }: { port: number; bind: string }, logger: ErrorLogger): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer({ headersTimeout: TIMEOUT_MS, requestTimeout: TIMEOUT_MS }, (request, response) => {
    const answer = (status: number, text: string, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers });
      response.end(text);
    };
    if (request.url !== '/metrics') return answer(404, 'Metrics are at /metrics.\n');
    if (request.method !== 'GET') return answer(405, 'Use GET.\n', { allow: 'GET' });
    metrics.text().then(
      (text) => answer(200, text, { 'content-type': metrics.contentType }),
      (error: unknown) => {
        logDefect(logger, error, { failure: 'metrics' });
        answer(500, 'Internal error.\n');
      },
    );
  });
  server.maxConnections = MAX_CONNECTIONS;
  const listening = await listenOn(server, { port, bind, setting: 'METRICS_PORT or metrics.port' });
  return {
    port: listening,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
