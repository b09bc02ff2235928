import { createHash } from 'node:crypto';
import { errorKind } from '../errors/coded-error.ts';
import type { IdempotencyKey } from '../http/params.ts';
import type { ScopedTx, Statement } from './transactions.ts';

const keyReused = errorKind('idempotency_key_reused', {
  status: 422,
  title: 'This Idempotency-Key was used for another body',
});

/** Waits for a request under way with the same key: its row is locked until that one commits or rolls back. */
const claim: Statement = {
  name: 'once-claim',
  text: `INSERT INTO idempotency_keys (tenant_id, route, key, body_hash) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant_id, route, key) DO UPDATE SET answer = NULL, body_hash = excluded.body_hash, created_at = now()
           WHERE idempotency_keys.created_at < now() - interval '24 hours'
         RETURNING true AS claimed`,
};
const recall: Statement = {
  name: 'once-recall',
  text: 'SELECT body_hash, answer FROM idempotency_keys WHERE tenant_id = $1 AND route = $2 AND key = $3',
};
const keep: Statement = {
  name: 'once-keep',
  text: 'UPDATE idempotency_keys SET answer = $4 WHERE tenant_id = $1 AND route = $2 AND key = $3',
};

/**
 * Does `work` at most once for a key within 24 hours: a repetition gets the first answer, also when both come at the same
 * time; the same key with another body is refused. Key and work commit together, so a crash leaves neither.
 * `work` gives the text of its answer.
 */
export async function once(
  tx: ScopedTx,
  key: IdempotencyKey | undefined,
  work: () => Promise<string>,
): Promise<string> {
  if (!key) return work();
  const place = [tx.scope.tenantId, key.route, key.key];
  const hash = createHash('sha256').update(JSON.stringify(key.body)).digest();
  const [claimed] = await tx.rows(claim, [...place, hash]);
  if (!claimed) {
    const [first] = await tx.rows<{ body_hash: Buffer; answer: string }>(recall, place);
    if (!first?.body_hash.equals(hash)) throw keyReused({ detail: 'Send a new Idempotency-Key with a new request.' });
    return first.answer;
  }
  const answer = await work();
  await tx.rows(keep, [...place, answer]);
  return answer;
}
