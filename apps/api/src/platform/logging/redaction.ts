/** Field names whose values never leave the process, at any depth. */
const SENSITIVE =
  /pass(word|phrase)?|secret|token|api[-_]?key|private[-_]?key|authorization|cookie|credential|signature|bearer/i;
/** Names that match above but only count or describe. */
const HARMLESS =
  /^(max_(completion_|output_)?tokens|cost_per_token|tokens|password_updated_at|has_secret|secret_origin|secret_version)$/i;
const REDACTED = '[redacted]';
const MAX_DEPTH = 8;

/** A copy of `value` in which every field with a sensitive name reads `[redacted]`. */
export function redactFields(value: unknown, depth = 0): unknown {
  if (value === null || typeof value !== 'object' || value instanceof Date || value instanceof Error) return value;
  if (depth === MAX_DEPTH) return '[…]';
  if (Array.isArray(value)) return value.map((item) => redactFields(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      isSensitive(key) && item !== null ? REDACTED : redactFields(item, depth + 1),
    ]),
  );
}

export function isSensitive(name: string): boolean {
  return SENSITIVE.test(name) && !HARMLESS.test(name);
}

const MIN_LENGTH = 8;
const MAX_REMEMBERED = 512;

/**
 * Secret values this process has seen lately, so that a log line holding one, wherever it came from, is cleaned before
 * it is written. A second wall behind redaction by name; bounded, so that it stays cheap.
 */
class KnownSecrets {
  private readonly values = new Set<string>();

  remember(value: string): void {
    if (value.length < MIN_LENGTH) return;
    const escaped = JSON.stringify(value).slice(1, -1);
    this.values.delete(escaped);
    this.values.add(escaped);
    if (this.values.size > MAX_REMEMBERED) {
      const [oldest] = this.values;
      if (oldest !== undefined) this.values.delete(oldest);
    }
  }

  clean(text: string): string {
    let cleaned = text;
    for (const value of this.values) if (cleaned.includes(value)) cleaned = cleaned.replaceAll(value, REDACTED);
    return cleaned;
  }
}

export const knownSecrets = new KnownSecrets();
