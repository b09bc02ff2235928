import type { ServerResponse } from 'node:http';
import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger as Pino, pino } from 'pino';
import type { ObservedRequest } from '../http/before.ts';
import { knownSecrets, redactFields } from './redaction.ts';

export interface LogOptions {
  level: string;
  format: 'json' | 'pretty';
}

/** Structured logs on standard output, cleaned by field name and by known secret value. */
export async function createPino(
  { level, format }: LogOptions,
  output: DestinationStream = process.stdout,
): Promise<Pino> {
  const target = format === 'pretty' ? await prettyLines(output) : output;
  const cleaned: DestinationStream = { write: (text) => target.write(knownSecrets.clean(text)) };
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redactFields(fields) as Record<string, unknown>,
      },
      serializers: { err: errorFacts },
    },
    output === process.stdout ? new GatheredLines(cleaned) : cleaned,
  );
}

/** For people; loaded only then. */
async function prettyLines(destination: DestinationStream): Promise<DestinationStream> {
  const { default: pretty } = await import('pino-pretty');
  return pretty({ colorize: true, ignore: 'pid,hostname', singleLine: true, destination });
}

const GATHER_MS = 20;
const GATHER_LENGTH = 64 * 1024;

/** Writes lines a few at a time, since each write stops the process for a moment; what is left when it exits is written then. */
class GatheredLines implements DestinationStream {
  private text = '';
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly output: DestinationStream) {
    process.once('exit', () => this.flush());
  }

  write(line: string): void {
    this.text += line;
    if (this.text.length > GATHER_LENGTH) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), GATHER_MS).unref();
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { text } = this;
    this.text = '';
    if (text) this.output.write(text);
  }
}

/** What is told of an error. Whatever else hangs on it stays out: a failed query carries its parameters, and with them secrets. */
function errorFacts(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return { type: name, message, code, stack, ...(cause === undefined ? {} : { cause: errorFacts(cause) }) };
}

/** Writes a line about a request that is over, which took `ms`. */
export type RequestLog = (request: ObservedRequest, response: ServerResponse, ms: number) => void;

/** One line per answered request. Bodies, queries and headers are never logged. */
export function requestLog(logger: Pino): RequestLog {
  // The names of these fields are all known, and none is that of a secret.
  const lines = logger.child({}, { formatters: { log: (facts) => facts } });
  return ({ id: reqId, method, originalUrl: path = '' }, { statusCode: status, writableFinished }, ms) => {
    if (PROBES.has(path)) return;
    const facts = { reqId, method, path: path.split('?', 1)[0], status, ms: Math.round(ms) };
    if (!writableFinished) lines.info({ ...facts, aborted: true }, 'request');
    else lines[status >= 500 ? 'error' : 'info'](facts, 'request');
  };
}

/** Asked every few seconds by whatever watches the process. */
const PROBES = new Set(['/healthz', '/readyz', '/metrics']);

/** Nest tells here of every module and route it finds; worth reading only when something is missing. */
const CHATTY = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory', 'NestApplication']);

/** Nest's own and our modules' `Logger` calls, as structured lines. */
export class NestLogger implements LoggerService {
  constructor(private readonly pinoLogger: Pino) {}

  log = (message: unknown, ...rest: unknown[]) =>
    this.write(CHATTY.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  warn = (message: unknown, ...rest: unknown[]) => this.write('warn', message, rest);
  // What stops the start is told once, by the process itself.
  error = (message: unknown, ...rest: unknown[]) =>
    this.write(rest.at(-1) === 'ExceptionHandler' ? 'debug' : 'error', message, rest);
  fatal = (message: unknown, ...rest: unknown[]) => this.write('fatal', message, rest);
  debug = (message: unknown, ...rest: unknown[]) => this.write('debug', message, rest);
  verbose = (message: unknown, ...rest: unknown[]) => this.write('trace', message, rest);

  private write(
    level: 'info' | 'warn' | 'error' | 'fatal' | 'debug' | 'trace',
    message: unknown,
    rest: unknown[],
  ): void {
    const context = rest.at(-1);
    const fields = typeof context === 'string' ? { context } : {};
    if (message instanceof Error) this.pinoLogger[level]({ ...fields, err: message }, message.message);
    else if (typeof message === 'object') this.pinoLogger[level]({ ...fields, ...message });
    else this.pinoLogger[level](fields, String(message));
  }
}
