/** What `watched` has beside `gateway`: metrics that are scraped, a share of requests traced to a collector, a line of log for each. */
import { createClosers } from '../../gateway/closers.ts';
import { createLogger } from '../../gateway/logger.ts';
import { openTelemetry, type Telemetry } from '../../gateway/telemetry/telemetry.ts';

/** Prometheus' usual interval is longer. */
const SCRAPE_MS = 5_000;
/** As in `gateway/config/telemetry.ts`. */
const SAMPLE_RATIO = 0.05;

/** Spans go to the upstream, which takes them and looks at none; lines are made and thrown away. */
export async function openBenchTelemetry(upstreamUrl: string): Promise<Telemetry> {
  const logger = createLogger('info', { write: () => undefined });
  const config = { metrics: { port: 0, bind: '127.0.0.1' }, traces: { otlp: upstreamUrl, sampleRatio: SAMPLE_RATIO, headers: {} } };
  const telemetry = await openTelemetry(config, [], logger, createClosers(logger));
  setInterval(() => void telemetry.metrics?.text(), SCRAPE_MS).unref();
  return telemetry;
}
