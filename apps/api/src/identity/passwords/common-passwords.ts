import { dictionary } from '@zxcvbn-ts/language-common';

const MOST_COMMON = 3000;
const common = new Set<string>(
  (dictionary['passwords-common'] as string[]).filter((word) => word.length >= 8).slice(0, MOST_COMMON),
);

/** Whether guessing would try this password among the first (ASVS 6.2.4). */
export function isCommonPassword(password: string): boolean {
  return common.has(password.toLowerCase());
}
