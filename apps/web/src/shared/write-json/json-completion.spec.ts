import { describe, expect, it } from 'vitest';
import { completeKeys } from './json-completion.ts';

const keys = {
  max_monthly_cost: { info: 'US dollars per calendar month', example: 1000 },
  monthly_limit: { info: 'Another name of max_monthly_cost', example: 500 },
  cost_per_token: { info: 'US dollars per token', example: 0.0001 },
  alert_threshold: { info: 'Share of the budget that alerts', example: 0.8 },
};

/** `|` is the cursor. */
function complete(marked: string) {
  const pos = marked.indexOf('|');
  const text = marked.replace('|', '');
  const result = completeKeys(text, pos, keys);
  return result && { ...result, shown: result.options.map(({ displayLabel }) => displayLabel), text };
}

function applied(marked: string, key: string): string | null {
  const result = complete(marked);
  const chosen = result?.options.find(({ displayLabel }) => displayLabel === key);
  return result && `${result.text.slice(0, result.from)}${chosen?.apply}${result.text.slice(result.to ?? 0)}`;
}

describe('completeKeys', () => {
  it('offers the known keys where a key may stand', () => {
    expect(complete('{ | }')?.shown).toEqual([
      'max_monthly_cost',
      'monthly_limit',
      'cost_per_token',
      'alert_threshold',
    ]);
  });

  it('leaves out the keys that are there', () => {
    expect(complete('{ "alert_threshold": 0.8, | }')?.shown).not.toContain('alert_threshold');
  });

  it('offers nothing where a value stands, nor inside a nested object', () => {
    expect(complete('{ "a": | }')).toBeNull();
    expect(complete('{ "a": { | } }')).toBeNull();
  });

  it('replaces the quotes it is typed in', () => {
    expect(applied('{ "cos|" }', 'cost_per_token')).toBe('{ "cost_per_token": 0.0001 }');
  });

  it('replaces only the key of a member that has its value', () => {
    expect(applied('{ "cos|": 1 }', 'cost_per_token')).toBe('{ "cost_per_token": 1 }');
  });

  it('adds the comma to the next member', () => {
    expect(applied('{ | "a": 1 }', 'monthly_limit')).toBe('{ "monthly_limit": 500, "a": 1 }');
  });

  it('begins the object in an empty document', () => {
    expect(applied('|', 'monthly_limit')).toBe('{\n  "monthly_limit": 500\n}');
  });
});
