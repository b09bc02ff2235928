import { Injectable } from '@nestjs/common';
import { toTestResult } from '../connections/index.ts';
import type { IntegrationId } from '../integrations/index.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Config } from '../platform/config/config.ts';
import { Transactions } from '../platform/database/transactions.ts';
import { invalidField, notFound } from '../platform/errors/common-errors.ts';
import type { HealthQuery, IntegrationHealth } from './health.dto.ts';
import { type CheckRow, HealthRepository, type HealthRow, type LastCheckRow } from './health.repository.ts';
import { percentilesOf, periodsOf, uptimeOf } from './timeline.ts';

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 31;
const SHOWN_CHECKS = 500;
/** A status no check has confirmed for so long is no longer known: checks that fail come an hour apart. */
const HOLDS_MS = 2 * 3_600_000;

/** What the checks of an integration found over a time. */
@Injectable()
export class HealthReader {
  constructor(
    private readonly repository: HealthRepository,
    private readonly transactions: Transactions,
    private readonly config: Config,
  ) {}

  /** Throws 404; 422 for a time that is none. */
  async read(scope: TenantScope, id: IntegrationId, query: HealthQuery): Promise<IntegrationHealth> {
    const window = windowOf(query);
    const [row, checks, before, last] = await this.transactions.run(scope, (tx) =>
      Promise.all([
        this.repository.find(tx, id),
        this.repository.checksWithin(tx, id, window),
        this.repository.lastCheckBefore(tx, id, window.from),
        this.repository.lastCheck(tx, id),
      ]),
    );
    if (!row) throw notFound();
    const isOpen = scope.may('integrations:read_connection');
    return {
      ...stateOf(row, isOpen),
      ...this.statisticsOf(window, checks, before),
      checks: checks.slice(0, SHOWN_CHECKS).map((check) => checkView(check, isOpen)),
      last_test: isOpen && last ? lastTestOf(row, last) : null,
    };
  }

  private statisticsOf({ from, to }: Window, checks: CheckRow[], before: CheckRow | undefined) {
    const observations = [...checks, ...(before ? [before] : [])].reverse();
    const holdsMs = Math.max(HOLDS_MS, 2000 * this.config.health.everySeconds);
    const periods = periodsOf(
      observations.map(({ at, status }) => ({ at: at.getTime(), status })),
      { from: from.getTime(), to: to.getTime(), holdsMs },
    );
    const latencies = checks.filter(({ status }) => status !== 'failing').map(({ latency_ms }) => latency_ms);
    return {
      uptime: uptimeOf(periods),
      latency: percentilesOf(latencies),
      periods: periods.map(({ status, ...times }) => ({
        from: new Date(times.from).toISOString(),
        to: new Date(times.to).toISOString(),
        status,
      })),
    };
  }
}

interface Window {
  from: Date;
  to: Date;
}

/** Ends now at the latest. */
function windowOf(query: HealthQuery): Window {
  const now = Date.now();
  const to = Math.min(query.to ? Date.parse(query.to) : now, now);
  const from = query.from ? Date.parse(query.from) : to - DAY_MS;
  if (from >= to) throw invalidField('?from', 'invalid_time', 'The time must begin before it ends, and in the past.');
  if (to - from > LONGEST_DAYS * DAY_MS)
    throw invalidField('?from', 'invalid_time', `The time must be ${LONGEST_DAYS} days at most.`);
  return { from: new Date(from), to: new Date(to) };
}

const stateOf = (row: HealthRow, isOpen: boolean) => ({
  status: row.health_status,
  since: textOf(row.health_since),
  checked_at: textOf(row.health_checked_at),
  latency_ms: row.health_latency_ms,
  error_class: row.health_error_class,
  message: isOpen ? row.health_message : null,
  secret_expires_at: textOf(row.secret_expires_at),
});

const checkView = ({ at, status, error_class, message, latency_ms, trigger }: CheckRow, isOpen: boolean) => ({
  at: at.toISOString(),
  status,
  error_class,
  message: isOpen ? message : null,
  latency_ms,
  trigger,
});

/** The stage that decided says what to do. */
function lastTestOf(row: HealthRow, last: LastCheckRow) {
  const verdict = last.status === 'failing' ? 'fail' : 'warn';
  const told = last.stages.find((stage) => stage.verdict === verdict);
  const { status, message, identity, latency_ms, stages } = last;
  return toTestResult(
    {
      ok: status !== 'failing',
      status,
      error_class: told?.error_class ?? null,
      message,
      remedy: told?.remedy ?? null,
      field: told?.field ?? null,
      identity,
      latency_ms,
      stages,
      secret_expires_at: row.secret_expires_at,
      models: null,
      retry_at: null,
    },
    last.at,
  );
}

const textOf = (time: Date | null) => time?.toISOString() ?? null;
