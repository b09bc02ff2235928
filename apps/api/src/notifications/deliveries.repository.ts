import type { ErrorClass } from '@ims/connector-sdk';
import { Injectable } from '@nestjs/common';
import type { IntegrationId } from '../integrations/index.ts';
import type { PlatformTx, Reader, ScopedTx, Statement } from '../platform/database/transactions.ts';
import type { Cursor } from '../platform/http/page.ts';
import type { DeliveryAttempt } from './deliver-message.ts';
import type { Message } from './messages.ts';
import type { DeliveriesQuery, DeliveryStatus } from './notification.dto.ts';

/** A message on its way to one channel. */
export interface DueDelivery {
  integration_id: IntegrationId;
  message_id: string;
  event: string;
  message: Message;
  created_at: Date;
  /** Whether the integration is still an active channel. */
  wanted: boolean;
}

/** What an attempt came to; `answer` is a sentence for people and holds nothing secret. */
export interface AttemptOutcome {
  status: DeliveryStatus;
  error_class: ErrorClass | null;
  answer: string;
}

export interface DeliveriesPage {
  /** Whether the integration exists. */
  known: boolean;
  total: number;
  more: boolean;
  last: number | null;
  json: string;
}

const name: Statement = {
  name: 'deliveries-name',
  text: 'SELECT coalesce(display_name, provider) AS name FROM integrations WHERE tenant_id = $1 AND id = $2',
};

/** To every active channel but the one the message is about; one may name the events it wants. */
const announce: Statement = {
  name: 'deliveries-announce',
  text: `INSERT INTO notification_deliveries (tenant_id, integration_id, message_id, event, message)
         SELECT i.tenant_id, i.id, $3, $4::text, $5 FROM integrations i
          WHERE i.tenant_id = $1 AND i.id IS DISTINCT FROM $2::int AND i.type = 'notification' AND i.active
            AND (jsonb_typeof(i.provider_metadata -> 'events') IS DISTINCT FROM 'array'
                 OR i.provider_metadata -> 'events' @> to_jsonb($4::text))
          ORDER BY i.id
         RETURNING id::int`,
};

/** Nothing when the integration was deleted meanwhile. */
const log: Statement = {
  name: 'deliveries-log',
  text: `INSERT INTO notification_deliveries
           (tenant_id, integration_id, message_id, event, message, status, attempts, error_class, answer, settled_at)
         SELECT tenant_id, id, $3, $4, $5, $6, 1, $7, left($8, 500), now() FROM integrations WHERE tenant_id = $1 AND id = $2`,
};

const due: Statement = {
  name: 'deliveries-due',
  text: `SELECT d.integration_id, d.message_id, d.event, d.message, d.created_at,
                i.active AND i.type = 'notification' AS wanted
           FROM notification_deliveries d JOIN integrations i ON i.tenant_id = d.tenant_id AND i.id = d.integration_id
          WHERE d.tenant_id = $1 AND d.id = $2 AND d.status = 'pending' AND d.attempts = $3 - 1`,
};

const settle: Statement = {
  name: 'deliveries-settle',
  text: `UPDATE notification_deliveries
            SET status = $4::text, attempts = $3, error_class = $5, answer = left($6, 500),
                settled_at = CASE WHEN $4::text = 'pending' THEN NULL ELSE now() END
          WHERE tenant_id = $1 AND id = $2 AND status = 'pending' AND attempts = $3 - 1
         RETURNING id::int`,
};

const reopen: Statement = {
  name: 'deliveries-reopen',
  text: `UPDATE notification_deliveries SET status = 'pending', attempts = 0, settled_at = NULL
          WHERE tenant_id = $1 AND integration_id = $2 AND id = $3 AND status = 'failed'
         RETURNING id::int`,
};

const fields = `json_build_object(
  'id', id, 'message_id', message_id, 'event', event, 'message', message, 'status', status, 'attempts', attempts,
  'error_class', error_class, 'answer', answer, 'created_at', rfc3339(created_at), 'settled_at', rfc3339(settled_at))`;

const one: Statement = {
  name: 'deliveries-one',
  text: `SELECT status, ${fields}::text AS json FROM notification_deliveries
          WHERE tenant_id = $1 AND integration_id = $2 AND id = $3`,
};

const list: Statement = {
  name: 'deliveries-list',
  text: `WITH found AS (
           SELECT * FROM notification_deliveries
            WHERE tenant_id = $1 AND integration_id = $2 AND ($3::text IS NULL OR status = $3)
         ), beyond AS (SELECT * FROM found WHERE $4::bigint IS NULL OR id < $4 ORDER BY id DESC LIMIT $5::int + 1),
           page AS (SELECT * FROM beyond ORDER BY id DESC LIMIT $5::int)
         SELECT EXISTS (SELECT 1 FROM integrations WHERE tenant_id = $1 AND id = $2) AS known,
                (SELECT count(*)::int FROM found) AS total,
                (SELECT count(*) FROM beyond) > $5::int AS more,
                (SELECT min(id)::int FROM page) AS last,
                coalesce((SELECT json_agg(${fields} ORDER BY id DESC) FROM page), '[]')::text AS json`,
};

const forget: Statement = {
  name: 'deliveries-forget',
  text: "DELETE FROM notification_deliveries WHERE created_at < now() - interval '90 days'",
};

/** The job of a tenant that is suspended ends without an attempt. */
const stranded: Statement = {
  name: 'deliveries-stranded',
  text: `SELECT d.tenant_id AS "tenantId", d.id::int AS "deliveryId", d.attempts + 1 AS attempt
           FROM notification_deliveries d JOIN tenants t ON t.id = d.tenant_id AND t.status = 'active'
          WHERE d.status = 'pending' AND NOT EXISTS (
            SELECT FROM pgboss.job j WHERE j.name = $1 AND j.singleton_key = d.tenant_id || '/' || d.id AND j.state <= 'active')
          ORDER BY d.id LIMIT 1000`,
};

@Injectable()
export class DeliveriesRepository {
  /** What people call an integration. */
  async findName(reader: Reader, id: IntegrationId): Promise<string | undefined> {
    return (await reader.rows<{ name: string }>(name, [reader.scope.tenantId, id]))[0]?.name;
  }

  /** Makes one pending delivery for each channel that wants the event; gives their ids. */
  async announce(
    tx: ScopedTx,
    { about, messageId, event, message }: { about: number | null; messageId: string; event: string; message: Message },
  ): Promise<number[]> {
    const rows = await tx.rows<{ id: number }>(announce, [tx.scope.tenantId, about, messageId, event, message]);
    return rows.map(({ id }) => id);
  }

  /** Keeps a message that was sent at once, with its outcome. */
  async log(
    tx: ScopedTx,
    integration: IntegrationId,
    { id, event, message }: { id: string; event: string; message: Message },
    { status, error_class, answer }: AttemptOutcome,
  ): Promise<void> {
    await tx.rows(log, [tx.scope.tenantId, integration, id, event, message, status, error_class, answer]);
  }

  /** The delivery when attempt number `attempt` is the next to be made. */
  async findDue(reader: Reader, id: number, attempt: number): Promise<DueDelivery | undefined> {
    return (await reader.rows<DueDelivery>(due, [reader.scope.tenantId, id, attempt]))[0];
  }

  /** Writes down what attempt number `attempt` came to; false when somebody else did already. */
  async settle(
    tx: ScopedTx,
    id: number,
    attempt: number,
    { status, error_class, answer }: AttemptOutcome,
  ): Promise<boolean> {
    const rows = await tx.rows(settle, [tx.scope.tenantId, id, attempt, status, error_class, answer]);
    return rows.length > 0;
  }

  /** Makes a failed delivery pending again, as if no attempt had been made; false when there is none. */
  async reopen(tx: ScopedTx, integration: IntegrationId, id: number): Promise<boolean> {
    return (await tx.rows(reopen, [tx.scope.tenantId, integration, id])).length > 0;
  }

  async find(
    reader: Reader,
    integration: IntegrationId,
    id: number,
  ): Promise<{ status: DeliveryStatus; json: string } | undefined> {
    const values = [reader.scope.tenantId, integration, id];
    return (await reader.rows<{ status: DeliveryStatus; json: string }>(one, values))[0];
  }

  async page(
    reader: Reader,
    integration: IntegrationId,
    { status, limit }: DeliveriesQuery,
    after: Cursor | undefined,
  ): Promise<DeliveriesPage> {
    const values = [reader.scope.tenantId, integration, status ?? null, after?.id ?? null, limit];
    return (await reader.rows<DeliveriesPage>(list, values))[0] as DeliveriesPage;
  }

  /** Pending deliveries of active tenants that no job will attempt. */
  stranded(tx: PlatformTx, queue: string): Promise<DeliveryAttempt[]> {
    return tx.rows<DeliveryAttempt>(stranded, [queue]);
  }

  async forgetOld(tx: PlatformTx): Promise<void> {
    await tx.rows(forget);
  }
}
