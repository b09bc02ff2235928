import type { IntegrationHealth } from '@ims/api-client';
import { SegmentedControl } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { QueryState, TableSkeleton } from '../../../shared/page-state.tsx';
import { RelativeTime } from '../../../shared/relative-time.tsx';
import { Section } from '../../../shared/section.tsx';
import { StatusBadge } from '../../../shared/status-badge.tsx';
import { ChecksTable } from './checks-table.tsx';
import { useHealth } from './detail.queries.ts';
import { type HealthPeriod, healthPeriods } from './detail.search.ts';
import classes from './health-section.module.css';
import { HealthTimeline } from './health-timeline.tsx';
import { percentOf, periodWords, statusWords } from './health-words.ts';
import { LatencyChart } from './latency-chart.tsx';

const route = getRouteApi('/signed-in/integrations/$id');

/** How the integration has been: what was found when, how much of the time it worked, how fast it answered. */
export function HealthSection({ id }: { id: number }) {
  const { period = '24h' } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useHealth(id, period);
  const show = (value: HealthPeriod) =>
    void navigate({ search: { period: value === '24h' ? undefined : value }, replace: true, resetScroll: false });
  return (
    <Section
      title="Health"
      content="flush"
      actions={
        <SegmentedControl
          size="xs"
          aria-label="How far back"
          value={period}
          onChange={(value) => show(value as HealthPeriod)}
          data={healthPeriods.map((value) => ({ value, label: periodWords[value] }))}
        />
      }
    >
      <QueryState query={query} skeleton={<TableSkeleton rows={5} />}>
        {(health) => (
          <div aria-busy={query.isPlaceholderData}>
            <div className={classes.padded}>
              <Numbers health={health} />
              <HealthTimeline periods={health.periods} />
              {health.checks.length > 1 && <LatencyChart health={health} />}
            </div>
            {health.checks.length > 0 ? (
              <ChecksTable checks={health.checks} />
            ) : (
              <p className={classes.none}>
                No check in this time. Active integrations are checked by themselves, again and again.
              </p>
            )}
          </div>
        )}
      </QueryState>
    </Section>
  );
}

function Numbers({ health }: { health: IntegrationHealth }) {
  const { status, since, checked_at, uptime, latency } = health;
  const { label, tone } = statusWords[status];
  return (
    <dl className={classes.numbers}>
      <div>
        <dt>Now</dt>
        <dd>
          <StatusBadge tone={tone}>{status === 'unknown' ? 'Not checked yet' : label}</StatusBadge>
        </dd>
        {since && (
          <dd className={classes.sub}>
            since <RelativeTime at={since} />
          </dd>
        )}
      </div>
      <div>
        <dt>Uptime</dt>
        <dd className={classes.big}>{uptime === null ? '—' : percentOf(uptime)}</dd>
      </div>
      <div>
        <dt>Median latency</dt>
        <dd className={classes.big}>{latency ? `${latency.p50} ms` : '—'}</dd>
        {latency && (
          <dd className={classes.sub}>
            p95 {latency.p95} ms · p99 {latency.p99} ms
          </dd>
        )}
      </div>
      <div>
        <dt>Last check</dt>
        <dd>
          <RelativeTime at={checked_at} />
        </dd>
      </div>
    </dl>
  );
}
