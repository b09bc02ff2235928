import { z } from 'zod';
import { usualFields } from './issue.ts';

/** What both Jiras ask for in the same words. */
export const jqlFilter = z
  .string()
  .optional()
  .meta({
    title: 'JQL filter',
    description: 'Which issues to read. Empty means all that the account may see.',
    examples: ['project = APP AND statusCategory != Done'],
    'x-input': 'multiline',
  });

export const fieldsToRead = z
  .array(z.string().min(1))
  .max(200)
  .default(usualFields)
  .meta({
    title: 'Fields to read',
    description: 'Ids of fields; own ones are called customfield_10010 and the like.',
    examples: [['summary', 'status', 'customfield_10010']],
  });
