import { z } from 'zod';
import type { Identity } from './connector.ts';
import type { Upstream } from './connector-fault.ts';
import { type ErrorClass, errorClasses, type Field } from './error-class.ts';
import type { Scrubber } from './scrubber.ts';

export const stageNames = [
  'address',
  'policy',
  'dns',
  'connect',
  'tls',
  'auth',
  'identity',
  'permissions',
  'sample',
] as const;
export type StageName = (typeof stageNames)[number];

/** One step of a connection test. Its texts are for people and hold nothing secret. */
export interface Stage {
  name: StageName;
  verdict: 'pass' | 'warn' | 'fail' | 'skip';
  ms: number;
  message: string;
  remedy: string | null;
  field: Field | null;
  /** Of a failure, and of a warning that names one. */
  error_class: ErrorClass | null;
  upstream: Upstream | null;
}

export interface TestOutcome {
  /** No stage failed. */
  ok: boolean;
  /** `degraded` where some stage warned. */
  status: 'healthy' | 'degraded' | 'failing';
  /** Of the failure; null where no stage failed. */
  error_class: ErrorClass | null;
  message: string;
  remedy: string | null;
  field: Field | null;
  identity: Identity | null;
  /** Of all stages together. */
  latency_ms: number;
  stages: Stage[];
  secret_expires_at: Date | null;
  /** What the system offers, each once and in order, 500 at most; null where the test did not learn it. */
  models: string[] | null;
  retry_at: Date | null;
}

/** What a test learnt on its way, besides its stages. */
export interface Notes {
  identity: Identity | null;
  secretExpiresAt: Date | null;
  models: string[] | null;
  retryAt: Date | null;
}

/** What came out of a stage, in the words of whoever found it. */
export type Result = Pick<Stage, 'verdict' | 'message'> & {
  [Key in 'remedy' | 'field' | 'error_class' | 'upstream' | 'ms']?: Stage[Key];
};

export function stageOf(scrubber: Scrubber, name: StageName, result: Result, ms: number): Stage {
  const { verdict, message, remedy, field, error_class, upstream } = result;
  return {
    name,
    verdict,
    ms: Math.round(result.ms ?? ms),
    message: plain(scrubber, message),
    remedy: remedy ? plain(scrubber, remedy) : null,
    field: field ?? null,
    error_class: verdict === 'fail' || verdict === 'warn' ? (error_class ?? null) : null,
    upstream: upstream
      ? { ...upstream, request_id: upstream.request_id && plain(scrubber, upstream.request_id) }
      : null,
  };
}

export function outcomeOf(stages: Stage[], notes: Notes, scrubber: Scrubber): TestOutcome {
  const { identity: found, secretExpiresAt, models, retryAt } = notes;
  const failed = stages.find(({ verdict }) => verdict === 'fail');
  const told = failed ?? stages.find(({ verdict }) => verdict === 'warn');
  const leftOut = stages.find(({ name, verdict }) => name === 'auth' && verdict === 'skip');
  const identity = found && { ...found, id: plain(scrubber, found.id), name: plain(scrubber, found.name) };
  let status: TestOutcome['status'] = told ? 'degraded' : 'healthy';
  if (failed) status = 'failing';
  return {
    ok: !failed,
    status,
    error_class: failed?.error_class ?? null,
    message: (told ?? leftOut)?.message ?? (identity ? `Connected as ${identity.name}.` : 'The connection works.'),
    remedy: told?.remedy ?? null,
    field: told?.field ?? null,
    identity,
    latency_ms: stages.reduce((sum, { ms }) => sum + ms, 0),
    stages,
    secret_expires_at: secretExpiresAt,
    models: models && offered(models, scrubber),
    retry_at: retryAt,
  };
}

const MAX_MODELS = 500;

function offered(models: string[], scrubber: Scrubber): string[] {
  const names = new Set(models.map((name) => plain(scrubber, name)));
  return [...names].toSorted((a, b) => a.localeCompare(b, 'en')).slice(0, MAX_MODELS);
}

/** One line of bounded length, without secrets. */
function plain(scrubber: Scrubber, text: string): string {
  return scrubber
    .clean(text)
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .slice(0, 500);
}

const field = z.templateLiteral(['/', z.string()]);
const errorClass = z.enum(Object.keys(errorClasses) as ErrorClass[]);

/** What a step of a connector may return; plugins are not trusted to keep to their types. */
export const findingShape = z.object({
  verdict: z.enum(['pass', 'warn', 'skip']),
  message: z.string().min(1),
  remedy: z.string().optional(),
  field: field.optional(),
  error_class: errorClass.optional(),
  identity: z
    .object({ id: z.string().min(1), name: z.string().min(1), kind: z.enum(['user', 'app', 'bot', 'key', 'endpoint']) })
    .optional(),
  secret_expires_at: z.date().optional(),
  models: z.array(z.string().min(1)).optional(),
});

/** What a `ConnectorFault` looks like, also one of a plugin that brings its own copy of this package. */
export const faultShape = z.object({
  errorClass,
  message: z.string().min(1),
  remedy: z.string(),
  field: field.optional(),
  upstream: z.object({ status: z.number(), request_id: z.string().nullable() }).optional(),
  retryAt: z.date().optional(),
});
