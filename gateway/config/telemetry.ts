/** `metrics` and `traces` of the YAML file: what the gateway shows of itself, and to whom. Both are off where they are left out. */
import { isIP } from 'node:net';
import { z } from 'zod';

export const metricsSchema = z
  .strictObject({
    port: z.number().int().min(0).max(65_535),
    /** Only scrapers should reach it: it asks nobody who they are. */
    bind: z.string().refine((value) => isIP(value) !== 0, 'must be an IP address such as 127.0.0.1 or 0.0.0.0').default('127.0.0.1'),
  })
  .optional();

export const tracesSchema = z
  .strictObject({
    /** Of a collector that takes OTLP over HTTP as JSON; without a path, /v1/traces. */
    otlp: z.url({ protocol: /^https?$/, error: 'must be the http or https URL of a collector such as http://127.0.0.1:4318' }),
    /** Of requests whose trace nobody has begun. */
    sampleRatio: z.number().min(0).max(1).default(0.05),
    /** Sent with each export, for collectors that ask who exports. */
    headers: z.record(z.string(), z.string()).default({}),
  })
  .optional();

export type MetricsConfig = NonNullable<z.infer<typeof metricsSchema>>;
export type TracesConfig = NonNullable<z.infer<typeof tracesSchema>>;

/** Where traces go: OTLP's own path where the URL has none. */
export function tracesUrl(otlp: string): string {
  const url = new URL(otlp);
  if (url.pathname === '/') url.pathname = '/v1/traces';
  return url.href;
}

/** The file's, as the environment has it. */
export function withEnvironment(
  file: { metrics?: MetricsConfig | undefined; traces?: TracesConfig | undefined },
  environment: { METRICS_PORT?: number | undefined; OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined },
): { metrics: MetricsConfig | undefined; traces: TracesConfig | undefined } {
  const { METRICS_PORT: port, OTEL_EXPORTER_OTLP_ENDPOINT: otlp } = environment;
  return {
    metrics: port === undefined ? file.metrics : { bind: '127.0.0.1', ...file.metrics, port },
    // The variable's is a base, as OpenTelemetry has it: the path is always added.
    traces: otlp === undefined ? file.traces : { sampleRatio: 0.05, headers: {}, ...file.traces, otlp: `${otlp.replace(/\/+$/, '')}/v1/traces` },
  };
}
