/**
 * Keys and sealed secrets. Owns `crypto_meta` and `tenant_keys`; no secret itself: whoever owns a secret column seals and
 * opens it here, inside its own transaction. Any module that stores a secret or needs a derived key may call.
 */
export { CryptoModule } from './crypto.module.ts';
export { KeyRing } from './key-ring.ts';
export { type SecretPlace, Vault } from './vault.ts';
