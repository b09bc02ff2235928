import type { NotificationMessage } from '@ims/connector-sdk';

// Control characters, and those that reorder or break lines: none of them belongs into a title.
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/** Text on one line, without control characters, no longer than `most` characters. */
export function oneLine(text: string, most: number): string {
  return shortened(text.replaceAll(unprintable, ' ').trim(), most);
}

export function shortened(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

/** The severity in a word: colours and pictures only accompany it. */
export const severityWord = {
  info: 'Information',
  success: 'Success',
  warning: 'Warning',
  error: 'Error',
} as const satisfies Record<NotificationMessage['severity'], string>;
