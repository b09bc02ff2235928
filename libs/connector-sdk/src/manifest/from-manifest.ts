import type { Connector } from '../connector.ts';
import type { Manifest } from './manifest.ts';
import { openAiConnector } from './openai-compatible.ts';
import { restConnector } from './rest-source.ts';

/** The connector that a manifest describes. */
export function fromManifest(manifest: Manifest): Connector {
  return manifest.kind === 'rest_source' ? restConnector(manifest) : openAiConnector(manifest);
}
