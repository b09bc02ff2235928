import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pLimit from 'p-limit';
import type { Settlement } from '../../budgets/index.ts';
import type { TenantId, TenantScope } from '../../platform/access/tenant-scope.ts';
import { latch } from '../../platform/jobs/latch.ts';
import type { UsageEvent } from '../usage-event.ts';
import { type Batch, BatchWriter, divide, type Entry, isFaultOfData, isPassing, withoutEvent } from './batch-writer.ts';

/** How long the first event waits for others to share its transaction. */
const GATHER_MS = 100;
/** The longest wait between two tries while the database is away. */
const RETRY_MS = 5000;
/** When the process stops, what waits may still be written so long; then the connections close. */
const FAREWELL_MS = 10_000;
const TENANTS_AT_ONCE = 4;
const BATCH = 1000;
/** Some fifty megabytes. */
const MOST_EVENTS = 50_000;

/** What waits for one tenant. */
interface Lane {
  scope: TenantScope;
  entries: Entry[];
  /** Those that were tried before, or parts of them. */
  batches: Batch[];
  /** By a steady clock: none of them came earlier. */
  since: number;
  wake: ReturnType<typeof latch>;
  work: Promise<void>;
}

/**
 * Keeps what calls consumed until it is written, a moment later and many at once, so that no call waits for it. What the
 * database does not take now is tried again until it does.
 */
@Injectable()
export class UsageLog implements OnApplicationShutdown {
  private readonly logger = new Logger('Usage');
  private readonly lanes = new Map<TenantId, Lane>();
  private readonly slots = pLimit(TENANTS_AT_ONCE);
  private deadline = Number.POSITIVE_INFINITY;
  private held = 0;
  private dropped = 0;
  private lost = 0;
  private isAway = false;

  constructor(private readonly writer: BatchWriter) {}

  /** Neither waits nor throws. When too much waits already the event is dropped and counted; what it cost is kept. */
  add(scope: TenantScope, event: UsageEvent, settlement?: Settlement): void {
    const entry: Entry = { isRecorded: true, spending: { event, settlement } };
    if (this.held < MOST_EVENTS) {
      this.held += 1;
      this.put(scope, entry);
    } else {
      this.dropped += 1;
      this.lost += 1;
      for (const rest of withoutEvent(entry)) this.put(scope, rest);
    }
  }

  /** What waits to be written, for how long, and how many events were given up since the start. */
  get backlog(): { events: number; ageMs: number; lost: number } {
    const now = performance.now();
    const ages = [...this.lanes.values()].map(({ since }) => now - since);
    return { events: this.held, ageMs: Math.max(0, ...ages), lost: this.lost };
  }

  /** Ends when all is written. */
  async written(): Promise<void> {
    await Promise.all([...this.lanes.values()].map(({ work }) => work));
  }

  /** Requests have ended by now; the connections to the database close after this. */
  async onApplicationShutdown(): Promise<void> {
    this.deadline = Date.now() + FAREWELL_MS;
    for (const { wake } of this.lanes.values()) wake.open();
    await this.written();
  }

  private put(scope: TenantScope, entry: Entry): void {
    const known = this.lanes.get(scope.tenantId);
    if (known) {
      known.entries.push(entry);
      return;
    }
    const lane: Lane = {
      scope,
      entries: [entry],
      batches: [],
      since: performance.now(),
      wake: latch(),
      work: Promise.resolve(),
    };
    this.lanes.set(scope.tenantId, lane);
    lane.work = this.drain(lane);
  }

  private async drain(lane: Lane): Promise<void> {
    let waitMs = GATHER_MS;
    while (lane.entries.length + lane.batches.length > 0) {
      await lane.wake.wait(waitMs);
      const isWritten = await this.slots(() => this.flush(lane));
      waitMs = isWritten || this.isStopping ? GATHER_MS : Math.min(2 * waitMs, RETRY_MS);
      if (Date.now() > this.deadline) this.abandon(lane);
    }
    this.lanes.delete(lane.scope.tenantId);
  }

  /** Writes what waits; false when some of it has to wait longer. */
  private async flush(lane: Lane): Promise<boolean> {
    this.tellDropped();
    const begunAt = performance.now();
    const entries = lane.entries.splice(0);
    for (let start = 0; start < entries.length; start += BATCH)
      lane.batches.push({ entries: entries.slice(start, start + BATCH) });
    const later: Batch[] = [];
    for (let batch = lane.batches.shift(); batch; batch = lane.batches.shift()) {
      try {
        await this.writer.write(lane.scope, batch);
        this.wrote(batch);
      } catch (error) {
        if (isPassing(error)) {
          later.push(batch, ...lane.batches.splice(0));
          this.tellAway(error);
        } else if (isFaultOfData(error) && batch.entries.some(({ isRecorded }) => isRecorded)) {
          lane.batches.unshift(...this.withoutFault(batch, error));
        } else {
          later.push(batch);
          this.logger.error({ msg: 'Usage cannot be written and is tried again', err: error });
        }
      }
    }
    lane.batches.push(...later);
    if (later.length === 0) lane.since = begunAt;
    return later.length === 0;
  }

  /** Parts of the batch are tried until the event at fault is alone; it is dropped. */
  private withoutFault(batch: Batch, error: unknown): Batch[] {
    const parts = divide(batch);
    const [entry] = batch.entries;
    if (batch.entries.length === 1 && entry?.isRecorded) {
      this.held -= 1;
      this.lost += 1;
      const request = entry.spending.event.request_id;
      this.logger.error({ msg: 'Usage that can never be written was dropped', request, err: error });
    }
    return parts;
  }

  private abandon(lane: Lane): void {
    const left = [...lane.batches.splice(0).flatMap(({ entries }) => entries), ...lane.entries.splice(0)];
    const events = eventsIn(left);
    this.held -= events;
    this.lost += events;
    const settlements = left.filter(({ spending }) => spending.settlement).length;
    if (left.length > 0)
      this.logger.error({ msg: 'Usage was lost: the database stayed away until the end', events, settlements });
  }

  private get isStopping(): boolean {
    return Number.isFinite(this.deadline);
  }

  private wrote({ entries }: Batch): void {
    this.held -= eventsIn(entries);
    if (this.isAway) this.logger.log('Usage is written again');
    this.isAway = false;
  }

  private tellAway(error: unknown): void {
    if (!this.isAway)
      this.logger.warn({ msg: 'Usage waits for the database', reason: error instanceof Error ? error.message : error });
    this.isAway = true;
  }

  private tellDropped(): void {
    if (this.dropped > 0)
      this.logger.error({ msg: 'Usage was dropped: too much waits for the database', events: this.dropped });
    this.dropped = 0;
  }
}

const eventsIn = (entries: Entry[]) => entries.filter(({ isRecorded }) => isRecorded).length;
