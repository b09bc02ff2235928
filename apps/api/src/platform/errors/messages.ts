import { z } from 'zod';

const nouns: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a JSON object',
  record: 'a JSON object, such as {"key": "value"}',
  array: 'a list',
};

/**
 * Says in one voice what is wrong with a field, as the rest of a sentence that begins with its name. A rule that knows
 * better, such as a pattern, brings its own message.
 */
z.config({
  customError: (issue) => {
    if (issue.code === 'invalid_type') {
      return issue.input === undefined ? 'is required' : `must be ${nouns[issue.expected] ?? issue.expected}`;
    }
    if (issue.code === 'invalid_value') {
      return issue.input === undefined ? 'is required' : `must be one of: ${issue.values.join(', ')}`;
    }
    if (issue.code === 'too_big') return `must be at most ${issue.maximum}${unit(issue.origin)}`;
    if (issue.code === 'too_small') {
      return issue.origin === 'string' && issue.minimum === 1
        ? 'must not be empty'
        : `must be at least ${issue.minimum}${unit(issue.origin)}`;
    }
    if (issue.code === 'invalid_format' && issue.format === 'datetime')
      return 'must be a time such as 2026-01-31T12:00:00Z';
    return undefined;
  },
});

const unit = (origin: string) => (origin === 'string' ? ' characters' : '');
