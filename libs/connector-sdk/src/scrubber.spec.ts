import { BoundSecret } from '@ims/egress';
import { describe, expect, it } from 'vitest';
import { createScrubber } from './scrubber.ts';

const value = 'p&ss "wörd"/+x=';
const scrubber = createScrubber(new BoundSecret('https://host', value));

describe('a scrubber', () => {
  it.each([
    ['plain', value],
    ['URL-encoded', encodeURIComponent(value)],
    ['URL-encoded in lower case', encodeURIComponent(value).replaceAll(/%../g, (code) => code.toLowerCase())],
    ['form-encoded', new URLSearchParams({ '': value }).toString().slice(1)],
    ['quoted in JSON', JSON.stringify(value).slice(1, -1)],
    ['hexadecimal', Buffer.from(value).toString('hex')],
  ])('takes out the secret %s', (_, form) => {
    expect(scrubber.clean(`said ${form}!`)).not.toContain(form);
    expect(scrubber.clean(`said ${form}!`)).toMatch(/^said .*\[secret\].*!$/);
  });

  it.each(['', 'u', 'us', 'use', 'user:'])('takes out the secret in base64 after %j', (before) => {
    const text = Buffer.from(`${before}${value}`).toString('base64');
    const cleaned = scrubber.clean(`Basic ${text} refused`);
    expect(cleaned).toContain('[secret]');
    expect(Buffer.from(cleaned.split(' ')[1]?.replace('[secret]', '') ?? '', 'base64').toString()).not.toContain(
      'wörd',
    );
  });

  it('takes out lines of keys and segments of paths by themselves', () => {
    const path = createScrubber(new BoundSecret('https://host', 'T000/B000/abcdefghijklmnopqrstuvwx'));
    expect(path.clean('no hook abcdefghijklmnopqrstuvwx here')).toBe('no hook [secret] here');
  });

  it('learns further secrets', () => {
    const learning = createScrubber();
    learning.learn(new BoundSecret('https://host', 'derived-token'));
    expect(learning.clean('derived-token')).toBe('[secret]');
  });

  it('leaves other text alone', () => {
    expect(scrubber.clean('A password is wrong.')).toBe('A password is wrong.');
    expect(createScrubber(new BoundSecret('https://host', 'abc')).clean('abcdef')).toBe('abcdef');
  });
});
