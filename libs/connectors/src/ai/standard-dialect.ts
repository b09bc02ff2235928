import type { Dialect } from '@ims/connector-sdk';
import { operationUrl } from './base-url.ts';

/** Of a system with the paths and the words of OpenAI itself. */
export const standardDialect: Dialect = {
  url: (settings, operation) => operationUrl(settings.base_url, operation),
  modelsUrl: (settings) => operationUrl(settings.base_url, 'models'),
  fields: { model: '/model' },
};
