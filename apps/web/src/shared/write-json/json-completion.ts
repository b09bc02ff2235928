import type { Completion, CompletionResult } from '@codemirror/autocomplete';
import { getLocation, parseTree } from 'jsonc-parser';
import type { JsonKey } from './json-rules.ts';

/** The known keys that may stand at `pos`; null where no key may, or all stand there already. */
export function completeKeys(text: string, pos: number, keys: Record<string, JsonKey>): CompletionResult | null {
  const { path, previousNode, isAtPropertyKey } = getLocation(text, pos);
  const blank = text.trim() === '';
  if (!blank && !(isAtPropertyKey && path.length === 1)) return null;
  const inString = previousNode && previousNode.offset < pos && pos <= previousNode.offset + previousNode.length;
  const from = inString ? previousNode.offset : pos - (/\w*$/.exec(text.slice(0, pos))?.[0].length ?? 0);
  const to = inString ? previousNode.offset + previousNode.length : pos;
  const present = new Set(parseTree(text)?.children?.map(({ children }) => children?.[0]?.value));
  const options = Object.entries(keys)
    .filter(([key]) => !present.has(key))
    .map(([key, known]) => option(key, known, { quoted: inString === true, blank, after: text.slice(to).trimStart() }));
  return options.length > 0 ? { from, to, options, validFor: /^"?\w*$/ } : null;
}

interface Place {
  /** The cursor is inside quotes. */
  quoted: boolean;
  /** There is no object around it yet. */
  blank: boolean;
  after: string;
}

function option(key: string, { info, example }: JsonKey, { quoted, blank, after }: Place): Completion {
  const member = after.startsWith(':') ? `"${key}"` : `"${key}": ${JSON.stringify(example)}`;
  const comma = after.startsWith('"') ? ',' : '';
  return {
    label: quoted ? `"${key}"` : key,
    displayLabel: key,
    detail: info,
    type: 'property',
    apply: blank ? `{\n  ${member}\n}` : `${member}${comma}`,
  };
}
