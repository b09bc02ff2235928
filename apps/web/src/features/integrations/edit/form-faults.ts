import type { Connector, Integration } from '@ims/api-client';
import { asSentence } from '../../../shared/field-problems.ts';
import { checkJson, describeProblem } from '../../../shared/write-json/check-json.ts';
import { providerFault } from '../choose/provider-name.ts';
import { baseUrlFault, originOf } from './base-url.ts';
import { applies } from './connector-conditions.ts';
import { type FieldName, type IntegrationValues, jsonFields, settingsTree, shows } from './form-values.ts';
import { type JsonFieldName, jsonRulesFor } from './json-keys.ts';

/** Faults of the form in the server's words, by field. Fields that are not shown have none. */
export function validate(
  values: IntegrationValues,
  connector: Connector,
  saved?: Integration,
): Partial<Record<FieldName, string>> {
  const settings = settingsTree(values);
  const faults: Partial<Record<FieldName, string | undefined>> = {
    provider: providerFault(values.provider),
    display_name: lineFault(values.display_name, 100),
    base_url: baseUrlFault(values.base_url, { mail: connector.provider === 'smtp' }),
    username: lineFault(values.username, 255),
    secret: secretFault(values, saved),
    base_search: lineFault(values.base_search, 4000),
    model: lineFault(values.model, 100),
    ...Object.fromEntries(jsonFields.map((field) => [field, jsonFault(field, values, connector)])),
  };
  const shown = Object.entries(faults).flatMap(([field, fault]) => {
    const counts = shows(values.type, field as FieldName) && applies(connector, `/${field}`, settings);
    return fault && counts ? [[field, asSentence(fault)]] : [];
  });
  return Object.fromEntries(shown);
}

/** The origin the stored secret stays behind at, when the address has moved away from it. */
export function strandedOrigin(values: IntegrationValues, saved: Integration | undefined): string | undefined {
  const { secret_origin } = saved ?? {};
  const origin = originOf(values.base_url);
  return secret_origin && origin && origin !== secret_origin ? secret_origin : undefined;
}

export const reentryNeeded = (origin: string) =>
  `The stored secret was entered for ${origin} and is sent nowhere else. Enter it again for the new address, or clear it.`;

/** Control characters, and the invisible ones that reorder or hide text. */
const HIDDEN = /[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

function lineFault(given: string, max: number): string | undefined {
  const text = given.normalize('NFC').trim();
  if (text.length > max) return `must be at most ${max} characters`;
  return HIDDEN.test(text) ? 'holds control or invisible characters; remove them' : undefined;
}

const MASK = /^[•*●·]+$/u;
const SECRET_CONTROLS = /[^\P{Cc}\r\n\t]/u;

function secretFault(values: IntegrationValues, saved: Integration | undefined): string | undefined {
  const { intent, text } = values.secret;
  const stranded = strandedOrigin(values, saved);
  if (intent === 'clear') return undefined;
  if (text === '' && stranded) return reentryNeeded(stranded);
  if (intent === 'keep') return undefined;
  if (text === '') return saved?.password_masked ? 'enter the new secret, keep the stored one, or clear it' : undefined;
  if (text.length > 8192) return 'must be at most 8192 characters';
  if (MASK.test(text)) return 'is the mask, not the secret; leave the field out to keep the stored one';
  if (SECRET_CONTROLS.test(text)) return 'holds control characters; paste it again';
  return text === text.trim() ? undefined : 'begins or ends with a blank; paste it again without';
}

function jsonFault(field: JsonFieldName, values: IntegrationValues, connector: Connector): string | undefined {
  const { problems } = checkJson(values[field], jsonRulesFor(field, connector));
  const error = problems.find(({ severity }) => severity === 'error');
  return error && describeProblem(error);
}
