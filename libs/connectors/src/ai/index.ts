import type { Connector } from '@ims/connector-sdk';
import { azureOpenAi } from './azure-openai.ts';
import { customAi } from './custom-ai.ts';
import { openai } from './openai.ts';
import { wexAiGateway } from './wex-ai-gateway.ts';

/** Providers of models. They all speak the protocol of OpenAI; a dialect says where they differ. */
export const aiConnectors: Connector[] = [openai, azureOpenAi, wexAiGateway, customAi];
