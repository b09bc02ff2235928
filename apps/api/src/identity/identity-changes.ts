import { Injectable } from '@nestjs/common';
import { Listener } from '../platform/database/listener.ts';

/** Something that keeps what it knows of callers for some seconds. */
export interface Memory {
  /** Another instance, or the database itself, has changed this row. */
  changed(table: string, id: string): void;
  forgetAll(): void;
}

/**
 * Tells all who remember callers what no longer holds: a trigger notifies every instance of each change, so that whoever
 * was removed, revoked or suspended is out with the next request.
 */
@Injectable()
export class IdentityChanges {
  private readonly memories: Memory[] = [];

  constructor(listener: Listener) {
    listener.subscribe({
      channel: 'ims_identity',
      heard: (payload) => this.heard(payload),
      gap: () => this.forgetAll(),
    });
  }

  /** To be called while modules are made. */
  follow(memory: Memory): void {
    this.memories.push(memory);
  }

  /** To be called after a change of one's own that concerns a whole tenant: its notification comes a moment after the answer. */
  forgetAll(): void {
    for (const memory of this.memories) memory.forgetAll();
  }

  private heard(payload: string): void {
    const [table = '', id = ''] = payload.split(':');
    for (const memory of this.memories) memory.changed(table, id);
  }
}
