import type { TestDatabase } from '@ims/test-kit';

/** What changes left behind since `mark`: audit actions and events, oldest first. */
export interface Trail {
  audit: {
    action: string;
    actor: string;
    changes: Record<string, { before: unknown; after: unknown }>;
    request_id: string | null;
  }[];
  events: { type: string; payload: Record<string, unknown> }[];
}

/** Runs `work` and gives what it left in the audit trail and the outbox. */
export async function trailOf(owner: TestDatabase['owner'], work: () => Promise<unknown>): Promise<Trail> {
  const last = async (table: string) =>
    (await owner.query(`SELECT coalesce(max(id), 0) AS id FROM ${table}`)).rows[0].id;
  const [entry, event] = [await last('audit_entries'), await last('outbox_events')];
  await work();
  const audit = await owner.query(
    'SELECT action, actor_name AS actor, changes, request_id FROM audit_entries WHERE id > $1 ORDER BY id',
    [entry],
  );
  const events = await owner.query('SELECT type, payload FROM outbox_events WHERE id > $1 ORDER BY id', [event]);
  return { audit: audit.rows, events: events.rows };
}
