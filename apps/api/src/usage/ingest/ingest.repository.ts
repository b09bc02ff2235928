import { Injectable } from '@nestjs/common';
import { arrayLiteral } from '../../platform/database/array-literal.ts';
import type { PlatformTx, Reader, ScopedTx, Statement } from '../../platform/database/transactions.ts';
import type { AiIntegration } from './catalogue.ts';

const aiIntegrations: Statement = {
  name: 'usage-ai-integrations',
  text: `SELECT id, provider,
                CASE WHEN jsonb_typeof(cost_config -> 'cost_per_token') = 'number' THEN (cost_config ->> 'cost_per_token')::float8 END AS cost_per_token
           FROM integrations WHERE tenant_id = $1 AND type = 'ai_provider'`,
};

/** Waits for a request under way with the same ids: whichever commits first counts. */
const claim: Statement = {
  name: 'usage-claim',
  text: `WITH fresh AS (
           INSERT INTO usage_receipts (tenant_id, request_id) SELECT $1, id FROM unnest($2::text[]) id
           ON CONFLICT DO NOTHING RETURNING request_id
         )
         SELECT id FROM unnest($2::text[]) id EXCEPT SELECT request_id FROM fresh`,
};

const forget: Statement = {
  name: 'usage-forget-receipts',
  text: "DELETE FROM usage_receipts WHERE received_at < now() - interval '40 days'",
};

@Injectable()
export class IngestRepository {
  aiIntegrations(reader: Reader): Promise<AiIntegration[]> {
    return reader.rows<AiIntegration & Record<string, unknown>>(aiIntegrations, [reader.scope.tenantId]);
  }

  /** Keeps the ids, and gives those that were reported before. */
  async claim(tx: ScopedTx, ids: Iterable<string>): Promise<Set<string>> {
    const inOneOrder = arrayLiteral([...ids].sort());
    const known = await tx.rows<{ id: string }>(claim, [tx.scope.tenantId, inOneOrder]);
    return new Set(known.map(({ id }) => id));
  }

  async forgetOld(tx: PlatformTx): Promise<void> {
    await tx.rows(forget);
  }
}
