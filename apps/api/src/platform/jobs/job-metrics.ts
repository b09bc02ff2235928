import type { QueueResult } from 'pg-boss';
import { type Metrics, secondsOfCalls } from '../telemetry/index.ts';

/** What is shown of background work: what this process did, and what waits for all of them. */
export function jobMetrics(metrics: Metrics, stored: () => Promise<QueueResult[]>) {
  metrics.gauge(
    {
      name: 'ims_jobs_stored',
      help: 'Jobs of all processes by state, as the queue last counted them, half a minute ago at most',
      labels: ['queue', 'state'],
    },
    async () => (await stored()).flatMap(statesOf),
  );
  return {
    tries: metrics.counter({
      name: 'ims_job_tries_total',
      help: 'Tries at jobs that this process made; one that fails is tried again',
      labels: ['queue', 'result'],
    }),
    duration: metrics.histogram(
      { name: 'ims_job_duration_seconds', help: 'How long a try at a job takes', labels: ['queue'] },
      secondsOfCalls,
    ),
  };
}

const statesOf = ({ name, deferredCount, readyCount, activeCount, failedCount }: QueueResult) =>
  Object.entries({ deferred: deferredCount, ready: readyCount, active: activeCount, failed: failedCount }).map(
    ([state, value]) => ({ labels: { queue: name, state }, value }),
  );
