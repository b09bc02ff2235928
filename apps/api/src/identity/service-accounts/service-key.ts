import { hash, randomBytes } from 'node:crypto';

const KEY = /^ims_sk_[\w-]{43}$/;

/** A new key. Its prefix tells people, and scanners of leaked secrets, what they found. */
export const makeServiceKey = () => `ims_sk_${randomBytes(32).toString('base64url')}`;

export const isServiceKey = (text: string) => KEY.test(text);

/**
 * What is kept of a key. A plain digest is enough: 32 random bytes cannot be guessed, and whoever looks up by digest
 * learns nothing from the time it takes.
 */
export const hashServiceKey = (key: string) => hash('sha256', key, 'buffer');
