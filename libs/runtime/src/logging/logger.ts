import pino, { type DestinationStream, type Logger as PinoLogger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { currentTrace } from '../tracing/trace.js';

/** The logger of one app; `child({ runId })` binds fields. */
export type Logger = PinoLogger;
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export const LOG_FORMATS = ['json', 'pretty'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

const SECRET_KEYS = [
  'password',
  'secret',
  'authorization',
  'token',
  'accessToken',
  'refreshToken',
  'apiKey',
  'jwtSecret',
  'cookie',
  '["x-api-key"]',
];
const at = (prefix: string, key: string) => (key.startsWith('[') ? `${prefix}${key}` : `${prefix}.${key}`);
const REDACTED = SECRET_KEYS.flatMap((key) => [key, at('*', key), at('*.*', key)]);

export interface LogOutput {
  /** Default: ORRERY_LOG_FORMAT, else `json`. */
  readonly format?: LogFormat;
  /** Default: the standard output. */
  readonly destination?: DestinationStream;
}

/** A logger writing JSON lines (or coloured text) with secrets blanked out and the current trace id mixed in. */
export function createLogger(name: string, level: LogLevel = 'info', output: LogOutput = {}): Logger {
  const format = output.format ?? (process.env['ORRERY_LOG_FORMAT'] === 'pretty' ? 'pretty' : 'json');
  const settings = {
    name,
    level,
    base: {},
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: REDACTED, censor: '[secret]' },
    mixin: () => {
      const traceId = currentTrace()?.traceId;
      return traceId ? { traceId } : {};
    },
  };
  const destination = output.destination ?? pino.destination({ fd: 1, sync: true });
  if (format === 'json') return pino(settings, destination);
  const prettify = prettyFactory({ colorize: output.destination === undefined, ignore: 'pid,hostname' });
  return pino(settings, { write: (line) => destination.write(prettify(line)) });
}
