import { Injectable } from '@nestjs/common';
import { BudgetWriter, type Spending } from '../../budgets/index.ts';
import type { ScopedTx } from '../../platform/database/transactions.ts';
import type { UsageEvent } from '../usage-event.ts';
import { RecordingRepository } from './recording.repository.ts';
import { rollUp } from './rollups.ts';
import { storable } from './storable-event.ts';

/** An attempt with the settlement of its admission, if it had one; they count together. */
export interface Recordable extends Spending {
  event: UsageEvent;
}

/** Writes what was consumed, whoever tells of it: events, sums and budgets change together or not at all. */
@Injectable()
export class UsageRecorder {
  constructor(
    private readonly repository: RecordingRepository,
    private readonly budgets: BudgetWriter,
  ) {}

  /** What is recorded already changes nothing. `unrecorded` counts in budgets only, each time it is given. */
  async record(tx: ScopedTx, given: Recordable[], unrecorded: Spending[] = []): Promise<void> {
    const all = given.map(({ event, settlement }): Recordable => ({ event: storable(event), settlement }));
    const [fresh, zone, budgets] = await Promise.all([
      this.repository.insertFresh(
        tx,
        all.map(({ event }) => event),
      ),
      this.repository.timeZone(tx),
      this.budgets.ofTenant(tx),
    ]);
    const { hourly, daily } = rollUp([...fresh], zone);
    await Promise.all([
      this.repository.addHourly(tx, hourly),
      this.repository.addDaily(tx, daily),
      this.budgets.write(tx, budgets, [...all.filter(({ event }) => fresh.has(event)), ...unrecorded]),
    ]);
  }
}
