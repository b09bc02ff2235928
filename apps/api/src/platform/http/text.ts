import { z } from 'zod';

/** Control characters, and the invisible ones that reorder or hide text. */
const HIDDEN = /[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

/** One line of text for people: trimmed, NFC, nothing invisible. `max` counts characters. */
export function line(max: number) {
  return z
    .string()
    .transform((text) => text.normalize('NFC').trim())
    .pipe(
      z
        .string()
        .max(max)
        .refine((text) => !HIDDEN.test(text), 'holds control or invisible characters; remove them'),
    );
}

/** As `line`, and not empty. */
export function filledLine(max: number) {
  return line(max).refine((text) => text.length > 0, 'must not be empty');
}
