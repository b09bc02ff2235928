import { errorKind } from '../platform/errors/coded-error.ts';

export const modelExists = errorKind('model_exists', {
  status: 409,
  title: 'The integration has this model already',
});
export const aliasTaken = errorKind('alias_taken', { status: 409, title: 'The alias names something else' });
export const notAnAiProvider = errorKind('not_an_ai_provider', { status: 422, title: 'Only AI providers have models' });
export const noListOfModels = errorKind('no_model_list', {
  status: 409,
  title: 'This AI provider offers no list of models',
});
