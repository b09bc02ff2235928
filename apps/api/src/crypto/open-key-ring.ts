import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Config } from '../platform/config/config.ts';
import type { Statement, Transactions } from '../platform/database/transactions.ts';
import { KeyRing } from './key-ring.ts';

const logger = new Logger('Crypto');

class WrongKeyError extends Error {
  override name = 'WrongKeyError';
}

const createMeta: Statement = {
  name: 'crypto-create-meta',
  text: 'INSERT INTO crypto_meta (salt, kek_id, canary) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
};
const readMeta: Statement = {
  name: 'crypto-read-meta',
  text: 'SELECT salt, kek_id, canary FROM crypto_meta FOR UPDATE',
};
const replaceCanary: Statement = {
  name: 'crypto-replace-canary',
  text: 'UPDATE crypto_meta SET kek_id = $1, canary = $2',
};

interface Meta {
  salt: Buffer;
  kek_id: string;
  canary: string;
}

/**
 * Makes the key ring from the configuration and proves it against the database: a key that did not seal the canary stops
 * the start with the id of the key that did, unless the operator says that it is lost.
 */
export async function openKeyRing(config: Config, transactions: Transactions): Promise<KeyRing> {
  const { current, previous, acceptLost } = config.keys;
  return transactions.runPlatform(async (tx) => {
    const salt = randomBytes(32);
    const fresh = KeyRing.from(current, previous, salt);
    await tx.rows(createMeta, [salt, fresh.current.id, fresh.makeCanary()]);
    const [meta] = (await tx.rows<Meta>(readMeta)) as [Meta];
    const ring = KeyRing.from(current, previous, meta.salt);
    if (!ring.opensCanary(meta.kek_id, meta.canary)) {
      if (!acceptLost) {
        throw new WrongKeyError(
          `SECRET_KEY is not the key that sealed the stored secrets. Needed is the key with id ${meta.kek_id}; given: ${ring.ids.join(', ')}. ` +
            'Set SECRET_KEY (or SECRET_KEY_PREVIOUS) to it. If it is lost for good, start with SECRET_KEY_LOST=on: ' +
            'everything works, and the integrations concerned ask for their secret again.',
        );
      }
      logger.warn(`Starting without the key ${meta.kek_id}: what it sealed has to be entered again`);
    }
    if (meta.kek_id !== ring.current.id) await tx.rows(replaceCanary, [ring.current.id, ring.makeCanary()]);
    return ring;
  });
}
