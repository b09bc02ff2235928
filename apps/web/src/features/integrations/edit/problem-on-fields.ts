import type { Connector } from '@ims/api-client';
import { asSentence, fieldErrors, hasFormProblem } from '../../../shared/field-problems.ts';
import type { ApiProblem } from '../../../shared/problem.ts';
import { applies } from './connector-conditions.ts';
import { metadataSettings, networkSettings } from './connector-form.ts';
import { type IntegrationValues, jsonFields, settingsTree } from './form-values.ts';

/** The API's names of the fields it can refuse. */
const refusable = [
  'provider',
  'type',
  'display_name',
  'base_url',
  'username',
  'password',
  'secret_expires_at',
  'base_search',
  'model',
  'model_config',
  'provider_metadata',
  'cost_config',
  'fallback_integration_id',
  'active',
];

interface FormProblem {
  /** By the path of the field in the form; `provider_metadata.region` for one of the provider's own. */
  errors: Record<string, string>;
  /** What belongs to no field. */
  rest: ApiProblem | undefined;
}

/** Puts what the API refused on the fields that are shown. */
export function problemOnFields(problem: ApiProblem, values: IntegrationValues, connector: Connector): FormProblem {
  const settings = settingsTree(values);
  const own = [...metadataSettings(connector), ...networkSettings]
    .filter(({ pointer }) => applies(connector, pointer, settings))
    .map(({ pointer }) => pointer.slice(1).replace('/', '.'));
  const { password, ...errors } = fieldErrors(problem, [...refusable, ...own]);
  return {
    errors: { ...errors, ...insideJson(problem, own), ...(password && { secret: password }) },
    rest: hasFormProblem(problem, refusable) ? problem : undefined,
  };
}

/** A JSON field holds many values, so its message names the one that is wrong. */
function insideJson({ errors = [] }: ApiProblem, own: readonly string[]): Record<string, string> {
  const named = errors.flatMap(({ pointer, code, message }) => {
    const [, field = '', ...keys] = pointer.split('/');
    const inside = jsonFields.some((name) => name === field) && keys.length > 0;
    if (!inside || own.includes(`${field}.${keys[0]}`)) return [];
    // Sentences of a connector name the value themselves.
    return [[field, code === 'invalid_setting' ? message : asSentence(`${keys.join('.')} ${message}`)]];
  });
  return Object.fromEntries(named.reverse());
}
