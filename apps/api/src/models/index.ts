/**
 * The models of AI providers: which there are, under which names calls may ask for them, what they cost since when,
 * and what a call therefore costs. Owns `ai_models`, `ai_model_aliases` and `ai_model_prices`; not the calls (gateway),
 * nor what they added up to (usage). The demo registers through it.
 */
export { newModelBody } from './model.dto.ts';
export { ModelEntity, type ModelId } from './model.entity.ts';
export { ModelsModule } from './models.module.ts';
export { ModelsService } from './models.service.ts';
export { costOf, type Price, priceAt, pricePerToken } from './price.ts';
export { readUsage } from './read-usage.ts';
export type { RegisteredModel } from './registered-model.ts';
export { noTokens, type Tokens } from './tokens.ts';
