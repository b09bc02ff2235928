import type { Connector, IntegrationType } from '@ims/connector-sdk';
import { aiConnectors } from './ai/index.ts';
import { githubConnectors } from './github/index.ts';
import { jiraConnectors } from './jira/index.ts';
import { notificationConnectors } from './notifications/index.ts';
import { rest } from './rest/index.ts';

/** The connectors the product comes with, one folder per family of systems. */
export const builtInConnectors: Connector[] = [
  ...jiraConnectors,
  ...githubConnectors,
  rest,
  ...aiConnectors,
  ...notificationConnectors,
];

/** Serves every provider of its type that has no connector of its own. */
const generic = {
  data_source: rest,
  ai_provider: named('custom_ai'),
  notification: named('webhook'),
} satisfies Record<IntegrationType, Connector>;

/** The provider's own connector, however its slug is capitalised; else the generic one of the type. */
export function connectorFor(provider: string, type: IntegrationType): Connector {
  const slug = provider.trim().toLowerCase();
  return builtInConnectors.find((own) => own.provider === slug && own.type === type) ?? generic[type];
}

function named(provider: string): Connector {
  const found = builtInConnectors.find((connector) => connector.provider === provider);
  if (!found) throw new Error(`There is no connector ${provider}.`);
  return found;
}
