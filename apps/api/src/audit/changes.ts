import { isDeepStrictEqual } from 'node:util';
import { isSensitive, redactFields } from '../platform/logging/redaction.ts';

/** What an audit entry keeps of a change: for each field that differs, its value before and after. */
export type Changes = Record<string, { before: unknown; after: unknown }>;

const shown = (name: string, value: unknown) => {
  if (value === undefined || value === null) return null;
  return isSensitive(name) ? '[redacted]' : redactFields(value);
};

/** Compares two states field by field; values of secrets are never kept, only that they changed. */
export function changesBetween(before: Record<string, unknown>, after: Record<string, unknown>): Changes {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries(
    [...names]
      .filter((name) => !isDeepStrictEqual(before[name] ?? null, after[name] ?? null))
      .map((name) => [name, { before: shown(name, before[name]), after: shown(name, after[name]) }]),
  );
}
