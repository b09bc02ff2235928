import type { CreateIntegrationBody } from '@ims/api-client';

export type IntegrationType = CreateIntegrationBody['type'];

export const integrationTypes = ['data_source', 'ai_provider', 'notification'] as const satisfies IntegrationType[];

export const typeLabels: Record<IntegrationType, string> = {
  data_source: 'Data source',
  ai_provider: 'AI provider',
  notification: 'Notification',
};
