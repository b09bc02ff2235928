import { randomBytes } from 'node:crypto';

/** A secret nobody else could write, with characters that every encoding writes differently. */
export interface Canary {
  value: string;
  /** Whether `text` holds it raw, escaped, URL-encoded, in hex or in base64, wherever it begins there. */
  isIn(text: string): boolean;
}

export function makeCanary(): Canary {
  const core = randomBytes(12).toString('hex');
  const value = `cä"n\\a/ry+${core}&=?`;
  const forms = [core, Buffer.from(core).toString('hex'), ...[0, 1, 2].map((offset) => base64Core(core, offset))];
  // Base64url and base64 agree on the letters and digits of the core.
  return { value, isIn: (text) => forms.some((form) => text.toLowerCase().includes(form.toLowerCase())) };
}

/** The part of the base64 of anything that holds `text` which depends on `text` alone. */
function base64Core(text: string, offset: number): string {
  const encoded = Buffer.from('\0'.repeat(offset) + text).toString('base64');
  return encoded.slice(offset === 0 ? 0 : offset + 1, -4);
}
