import { type ApiProblem, asSentence, fieldErrors, hasFormProblem } from '../../../shared/problem.ts';
import { type FieldName, jsonFields } from './form-values.ts';

/** The API's names of the fields it can refuse. */
const refusable = [
  'provider',
  'type',
  'display_name',
  'base_url',
  'username',
  'password',
  'base_search',
  'model',
  'model_config',
  'provider_metadata',
  'cost_config',
  'fallback_integration_id',
  'active',
];

interface FormProblem {
  errors: Partial<Record<FieldName, string>>;
  /** What belongs to no field. */
  rest: ApiProblem | undefined;
}

/** Puts what the API refused on the fields of the form. */
export function problemOnFields(problem: ApiProblem): FormProblem {
  const { password, ...errors } = fieldErrors(problem, refusable);
  return {
    errors: { ...errors, ...insideJson(problem), ...(password && { secret: password }) },
    rest: hasFormProblem(problem, refusable) ? problem : undefined,
  };
}

/** A JSON field holds many values, so its message names the one that is wrong. */
function insideJson({ errors = [] }: ApiProblem): FormProblem['errors'] {
  const named = errors.flatMap(({ pointer, message }) => {
    const [, field = '', ...keys] = pointer.split('/');
    const inside = jsonFields.some((name) => name === field) && keys.length > 0;
    return inside ? [[field, asSentence(`${keys.join('.')} ${message}`)]] : [];
  });
  return Object.fromEntries(named.reverse());
}
