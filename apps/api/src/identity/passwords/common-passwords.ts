import { createRequire } from 'node:module';

const MOST_COMMON = 3000;
let common: Set<string> | undefined;

/** Whether guessing would try this password among the first (ASVS 6.2.4). */
export function isCommonPassword(password: string): boolean {
  common ??= mostCommon();
  return common.has(password.toLowerCase());
}

/** Most processes never see a new password, so the package and its word lists are loaded with the first. */
function mostCommon(): Set<string> {
  const require = createRequire(import.meta.url);
  const { dictionary } = require('@zxcvbn-ts/language-common') as typeof import('@zxcvbn-ts/language-common');
  const words = dictionary['passwords-common'] as string[];
  return new Set(words.filter((word) => word.length >= 8).slice(0, MOST_COMMON));
}
