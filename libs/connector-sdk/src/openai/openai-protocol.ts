import type { Connector, ConnectorContext, ModelInfo } from '../connector.ts';
import { checkKey } from './check-key.ts';
import type { Dialect } from './dialect.ts';
import { listModels } from './list-models.ts';

/** What any connector does whose system speaks the protocol of OpenAI, in a dialect of its own. */
export function openAiProtocol(
  dialect: Dialect,
  authenticate: Connector['authenticate'],
): Required<Pick<Connector, 'check' | 'models' | 'ai'>> {
  return {
    check: (context) => checkKey(dialect, authenticate, context),
    models: (context) => offeredModels(dialect, context),
    ai: { url: dialect.url, headers: dialect.headers, modelName: dialect.modelName },
  };
}

async function offeredModels(dialect: Dialect, context: ConnectorContext): Promise<ModelInfo[]> {
  const list = await listModels(dialect, context);
  if (list.models) return list.models;
  throw list.refusal;
}
