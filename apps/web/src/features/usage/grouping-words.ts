import type { Grouping } from './usage.search.ts';

export const groupingWords: Record<Grouping, string> = {
  integration: 'Integration',
  model: 'Model',
  service_account: 'Service account',
  operation: 'Operation',
};
