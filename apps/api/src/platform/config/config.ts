import '../errors/messages.ts';
import { resolve } from 'node:path';
import { parseAllowList } from '@ims/egress';
import { z } from 'zod';
import { Secret } from './secret.ts';

const onOff = (fallback: 'on' | 'off') =>
  z
    .enum(['on', 'off'])
    .default(fallback)
    .transform((value) => value === 'on');
const secret = () => z.string().transform((value) => new Secret(value));
const whole = (least: number, most: number, fallback: number) =>
  z.coerce.number().int().min(least).max(most).default(fallback);
const postgresUrl = () =>
  z
    .string()
    .refine((value) => /^postgres(ql)?:\/\//.test(value) && URL.canParse(value), 'must be a postgres:// URL')
    .transform((value) => new Secret(value));

/** 32 random bytes, as base64 or as 64 hex digits. Repetitive keys are refused: they come from a keyboard, not a generator. */
const secretKey = () =>
  z.string().transform((value, context) => {
    const bytes = decodeKey(value.trim());
    if (bytes?.length !== 32 || new Set(bytes).size < 16) {
      context.addIssue({
        code: 'custom',
        message: 'must be 32 random bytes as base64 or hex; make one with: openssl rand -base64 32',
      });
      return z.NEVER;
    }
    return new Secret(bytes.toString('base64'));
  });

function decodeKey(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return Buffer.from(text, 'base64');
  return undefined;
}

function isAllowList(text: string): boolean {
  try {
    parseAllowList(text);
    return true;
  } catch {
    return false;
  }
}

const isHttp = (value: string) => /^https?:\/\//.test(value) && URL.canParse(value);
const origin = () =>
  z
    .string()
    .refine(isHttp, 'must be an http(s) address')
    .transform((value) => new URL(value).origin);

const environment = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: whole(0, 65535, 3000),
  /** The address people type; its scheme decides whether cookies are `Secure`. */
  PUBLIC_URL: origin().optional(),
  /** How many reverse proxies stand in front; 0 takes the client's address from the socket. */
  TRUST_PROXY: whole(0, 10, 0),
  DATA_DIR: z
    .string()
    .default('.data')
    .transform((path) => resolve(path)),
  /** Folder of the built SPA to serve beside the API; the web image serves it instead. */
  WEB_DIR: z
    .string()
    .transform((path) => resolve(path))
    .optional(),
  /** Owner's connection: migrates and prepares the application's own login. Absent: an embedded PostgreSQL in `DATA_DIR`. */
  DATABASE_URL: postgresUrl().optional(),
  /** The application's connection, when the operator manages its role; it may neither own tables nor bypass row-level security. */
  DATABASE_APP_URL: postgresUrl().optional(),
  DATABASE_POOL: whole(1, 100, 10),
  SECRET_KEY: secretKey().optional(),
  /** Earlier keys, comma-separated: they open what they sealed, nothing new is sealed with them. */
  SECRET_KEY_PREVIOUS: z
    .string()
    .default('')
    .transform((value) => value.split(',').filter((part) => part.trim() !== ''))
    .pipe(z.array(secretKey())),
  /** `on` starts although the key that sealed the stored secrets is lost; the rows concerned then ask for their secret again. */
  SECRET_KEY_LOST: onOff('off'),
  OPERATOR_KEY: z.string().min(32).pipe(secret()).optional(),
  /** Beyond public addresses, what calls may leave for: hosts with optional port, or CIDRs, comma-separated. */
  EGRESS_ALLOW: z
    .string()
    .default('')
    .refine(isAllowList, 'must list hosts (with optional port) or CIDRs, comma-separated'),
  /** Packages that bring further connectors, comma-separated; installed beside the product and loaded at start. */
  CONNECTOR_PLUGINS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean),
    ),
  /** `off` leaves background work, such as health checks, to the other processes of the installation. */
  JOBS: onOff('on'),
  /** How often each integration is checked. */
  HEALTH_EVERY_SECONDS: whole(10, 86_400, 300),
  /** How long each call of an AI provider is kept, by whole months; what they add up to stays. */
  USAGE_KEEP_DAYS: whole(1, 3650, 90),
  /** Ports of the sandbox that the demo's integrations connect to; 0 takes any. */
  SANDBOX_PORT: whole(0, 65535, 3010),
  SANDBOX_SMTP_PORT: whole(0, 65535, 3025),
  DEMO: z.enum(['on', 'off']).optional(),
  DEMO_PASSWORD: z.string().min(8).max(128).default('integrations-demo').pipe(secret()),
  THROTTLE: onOff('on'),
  THROTTLE_API_PER_MINUTE: whole(1, 1_000_000, 600),
  /** Calls through the gateway, for each service account. */
  THROTTLE_AI_PER_MINUTE: whole(1, 10_000_000, 6000),
  THROTTLE_UPLOADS_PER_HOUR: whole(1, 1_000_000, 30),
  THROTTLE_TESTS_PER_MINUTE: whole(1, 1_000_000, 10),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).optional(),
  /** Collector that traces are sent to by OTLP over HTTP; without it none are made. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.string().refine(isHttp, 'must be an http(s) address').optional(),
  /** Share of the traces that begin here, from 0 to 1. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  LOCAL_LOGIN: onOff('on'),
  EXTERNAL_ISSUER: z.string().min(1).optional(),
  EXTERNAL_AUDIENCE: z.string().min(1).optional(),
  EXTERNAL_JWKS_URL: z.string().refine(URL.canParse, 'must be an address').optional(),
  EXTERNAL_CLAIM_TENANT: z.string().default('tenant'),
  EXTERNAL_CLAIM_ROLE: z.string().default('role'),
  EXTERNAL_CLAIM_EMAIL: z.string().default('email'),
});

const schema = environment.transform((env) => ({
  production: env.NODE_ENV === 'production',
  http: {
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL,
    trustProxy: env.TRUST_PROXY,
    webDir: env.WEB_DIR,
  },
  dataDir: env.DATA_DIR,
  database: { url: env.DATABASE_URL, appUrl: env.DATABASE_APP_URL, pool: env.DATABASE_POOL },
  keys: { current: env.SECRET_KEY, previous: env.SECRET_KEY_PREVIOUS, acceptLost: env.SECRET_KEY_LOST },
  operatorKey: env.OPERATOR_KEY,
  egress: { allow: env.EGRESS_ALLOW },
  connectorPlugins: env.CONNECTOR_PLUGINS,
  jobs: env.JOBS,
  health: { everySeconds: env.HEALTH_EVERY_SECONDS },
  usage: { keepDays: env.USAGE_KEEP_DAYS },
  demo: {
    on: env.NODE_ENV !== 'production' && env.DEMO !== 'off',
    password: env.DEMO_PASSWORD,
    sandboxPort: env.SANDBOX_PORT,
    sandboxSmtpPort: env.SANDBOX_SMTP_PORT,
  },
  throttle: {
    on: env.THROTTLE,
    apiPerMinute: env.THROTTLE_API_PER_MINUTE,
    aiPerMinute: env.THROTTLE_AI_PER_MINUTE,
    uploadsPerHour: env.THROTTLE_UPLOADS_PER_HOUR,
    testsPerMinute: env.THROTTLE_TESTS_PER_MINUTE,
  },
  log: { level: env.LOG_LEVEL, format: env.LOG_FORMAT ?? (process.stdout.isTTY ? 'pretty' : 'json') },
  traces: env.OTEL_EXPORTER_OTLP_ENDPOINT
    ? { endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT, share: env.OTEL_TRACES_SAMPLER_ARG }
    : undefined,
  localLogin: env.LOCAL_LOGIN,
  external: env.EXTERNAL_ISSUER
    ? {
        issuer: env.EXTERNAL_ISSUER,
        audience: env.EXTERNAL_AUDIENCE ?? '',
        jwksUrl: env.EXTERNAL_JWKS_URL ?? '',
        claims: { tenant: env.EXTERNAL_CLAIM_TENANT, role: env.EXTERNAL_CLAIM_ROLE, email: env.EXTERNAL_CLAIM_EMAIL },
      }
    : undefined,
}));

type Parsed = z.output<typeof schema>;

/** What the running application needs: the parsed environment with the database and the key settled. */
export type Settled = Parsed & {
  database: { appUrl: Secret };
  keys: { current: Secret };
};

/** The one configuration, read once at start. */
export class Config implements Settled {
  declare readonly production: Settled['production'];
  declare readonly http: Settled['http'];
  declare readonly dataDir: Settled['dataDir'];
  declare readonly database: Settled['database'];
  declare readonly keys: Settled['keys'];
  declare readonly operatorKey: Settled['operatorKey'];
  declare readonly egress: Settled['egress'];
  declare readonly connectorPlugins: Settled['connectorPlugins'];
  declare readonly jobs: Settled['jobs'];
  declare readonly health: Settled['health'];
  declare readonly usage: Settled['usage'];
  declare readonly demo: Settled['demo'];
  declare readonly throttle: Settled['throttle'];
  declare readonly log: Settled['log'];
  declare readonly traces: Settled['traces'];
  declare readonly localLogin: Settled['localLogin'];
  declare readonly external: Settled['external'];

  constructor(settled: Settled) {
    Object.assign(this, settled);
  }
}

export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads the environment once. Throws one `ConfigError` that lists every problem by variable name; values are never
 * printed, since any of them may be a secret. An empty variable counts as absent.
 */
export function readConfig(env: NodeJS.ProcessEnv): Parsed {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  const problems = [
    ...(result.error?.issues ?? []).map((issue) => `${issue.path.join('.')} ${issue.message}`),
    ...contradictions(given),
  ];
  if (result.success && problems.length === 0) return result.data;
  throw new ConfigError(`The configuration has ${problems.length} problem(s):\n  ${problems.join('\n  ')}`);
}

/** What no variable shows alone. Judged by what is present, so that a wrong value elsewhere does not hide it. */
function* contradictions(env: NodeJS.ProcessEnv): Iterable<string> {
  if (env.NODE_ENV === 'production') {
    if (!env.SECRET_KEY) yield 'SECRET_KEY is required in production; make one with: openssl rand -base64 32';
    if (!env.DATABASE_URL) yield 'DATABASE_URL is required in production: a postgres:// URL of the database owner';
    if (env.DEMO === 'on') yield 'DEMO must be off: demo data is never seeded in production';
  } else if (env.DATABASE_APP_URL && !env.DATABASE_URL) {
    yield 'DATABASE_URL is required with DATABASE_APP_URL: the owner migrates';
  }
  const external = ['EXTERNAL_ISSUER', 'EXTERNAL_AUDIENCE', 'EXTERNAL_JWKS_URL'];
  if (external.some((name) => env[name])) {
    for (const name of external) if (!env[name]) yield `${name} is required with an external identity provider`;
  } else if (env.LOCAL_LOGIN === 'off') {
    yield 'LOCAL_LOGIN can be off only with an external identity provider (EXTERNAL_ISSUER …)';
  }
}
