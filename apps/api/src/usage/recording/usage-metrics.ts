import { Injectable } from '@nestjs/common';
import { Metrics } from '../../platform/telemetry/index.ts';
import { UsageLog } from './usage-log.ts';

/** Shows whether what calls consumed is written as fast as it comes. */
@Injectable()
export class UsageMetrics {
  constructor(metrics: Metrics, log: UsageLog) {
    const one = (value: number) => [{ labels: {}, value }];
    metrics.gauge({ name: 'ims_usage_queue_events', help: 'Usage events that wait to be written' }, () =>
      one(log.backlog.events),
    );
    metrics.gauge({ name: 'ims_usage_queue_age_seconds', help: 'How long the oldest of them waits' }, () =>
      one(log.backlog.ageMs / 1000),
    );
    metrics.total(
      {
        name: 'ims_usage_lost_events_total',
        help: 'Usage events that were given up: too many waited, the database stayed away, or they can never be written',
      },
      () => one(log.backlog.lost),
    );
  }
}
