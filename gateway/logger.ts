import { pino } from 'pino';

/** What a log line may hold: nothing that is not on this list reaches it. */
const ALLOWED = new Set([
  'requestId', 'operation', 'outcome', 'status', 'cost', 'role', 'error', 'stack', 'fault', 'policy', 'source', 'system', 'kind', 'type', 'count', 'durationMs', 'coordinate', 'code', 'server', 'failure', 'port', 'at',
]);

export interface Logger {
  /** Whether lines of level info are written. */
  readonly tellsInfo?: boolean;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const allowed = (fields: object): object => Object.fromEntries(Object.entries(fields).filter(([name]) => ALLOWED.has(name)));

/** Structured logs on stderr, by allow-list: a field that is not named above is left out, whoever passes it. */
export function createLogger(level: string, destination: { write(text: string): void } = pino.destination(2)): Logger {
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return {
    tellsInfo: log.isLevelEnabled('info'),
    info: (fields, message) => log.info(allowed(fields), message),
    warn: (fields, message) => log.warn(allowed(fields), message),
    error: (fields, message) => log.error(allowed(fields), message),
  };
}
