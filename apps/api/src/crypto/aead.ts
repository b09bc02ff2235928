import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Joins parts so that no two lists of parts give the same bytes: each is preceded by its length. */
export function bind(...parts: (string | number)[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      const bytes = Buffer.from(String(part));
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return Buffer.concat([length, bytes]);
    }),
  );
}

/** AES-256-GCM under a random nonce. Gives `<iv>.<ciphertext and tag>`, base64url. */
export function encrypt(key: KeyObject | Buffer, plaintext: Buffer, context: Buffer): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES }).setAAD(context);
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  return `${iv.toString('base64url')}.${sealed.toString('base64url')}`;
}

/** Opens what `encrypt` gave for the same key and context; throws on anything else, without saying why. */
export function decrypt(key: KeyObject | Buffer, text: string, context: Buffer): Buffer {
  const [iv, sealed, ...rest] = text.split('.').map((part) => Buffer.from(part, 'base64url'));
  if (iv?.length !== IV_BYTES || !sealed || sealed.length < TAG_BYTES || rest.length > 0)
    throw new Error('not an envelope');
  // Without authTagLength Node takes shorter tags, which are cheap to forge.
  const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES })
    .setAAD(context)
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
}
