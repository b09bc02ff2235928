import type { AiOperation, Field, HttpAnswer, Identity, Settings } from '@ims/connector-sdk';
import { operationUrl } from './base-url.ts';

/** How one provider differs from the others that speak the protocol of OpenAI. */
export interface Dialect {
  /** Where an operation for a model goes. */
  url(settings: Settings, operation: AiOperation, model: string): URL;
  /** Where the list of models is; undefined when there is none. */
  modelsUrl(settings: Settings): URL | undefined;
  /** What a call names as its `model`, where that is not the model itself. */
  modelName?(settings: Settings, model: string): string;
  /** What a test asks for when no model is configured. */
  fallbackModel?(settings: Settings): string | undefined;
  headers?(settings: Settings): Record<string, string>;
  identity?(settings: Settings, headers: HttpAnswer['headers']): Identity;
  /** The list of models does not tell which of them can be called. */
  listTellsNothing?: true;
  fields: RefusalFields;
}

/** Fields of the settings that a refusal may be about. */
export interface RefusalFields {
  model: Field;
  organization?: Field;
}

export const standardDialect: Dialect = {
  url: (settings, operation) => operationUrl(settings.base_url, operation),
  modelsUrl: (settings) => operationUrl(settings.base_url, 'models'),
  fields: { model: '/model' },
};
