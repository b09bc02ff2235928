import type { CheckSteps, ConnectorContext, Finding, ModelInfo } from '../connector.ts';
import { ConnectorFault } from '../connector-fault.ts';
import type { OpenAiManifest } from './manifest.ts';
import { bogusCredentials, callModel, listModels } from './openai-calls.ts';

/** What a key that may call models, but not list them, is told; so is a server without a list. */
const noList = new Set(['auth_invalid', 'permission_missing', 'not_found_wrong_base_url', 'endpoint_gone']);
const inconclusive = new Set(['rate_limited', 'upstream_5xx', 'timeout']);

interface Seen {
  models: ModelInfo[] | null;
  /** A call of the model succeeded. */
  called: boolean;
}

/**
 * Proves a key: the list of models has to accept it and refuse an invented one. Where the list is public, closed to the
 * key or missing, a small call of the configured model is the proof.
 */
export function openAiCheck(manifest: OpenAiManifest, context: ConnectorContext): CheckSteps {
  const seen: Seen = { models: null, called: false };
  const { host } = new URL(context.settings.base_url);
  const identity = { id: host, name: `${manifest.display_name} at ${host}`, kind: 'key' } as const;
  return {
    auth: () => auth(manifest, context, seen),
    identity: () => ({ verdict: 'pass', message: `Connected to ${identity.name}.`, identity }),
    sample: () => sample(manifest, context, seen),
  };
}

async function auth(manifest: OpenAiManifest, context: ConnectorContext, seen: Seen): Promise<Finding> {
  const { model } = context.settings;
  if (manifest.paths.models === null) return byCall(manifest, context, seen);
  try {
    seen.models = await listModels(manifest, context);
  } catch (error) {
    if (!model || !(error instanceof ConnectorFault && noList.has(error.errorClass))) throw error;
    await byCall(manifest, context, seen);
    return {
      verdict: 'warn',
      message: 'The key may call models, but not list them.',
      remedy: 'Nothing, if that is meant.',
    };
  }
  if (manifest.auth.scheme === 'none') return { verdict: 'pass', message: 'The system asks for no credentials.' };
  return proveRefusal(manifest, context, seen);
}

async function proveRefusal(manifest: OpenAiManifest, context: ConnectorContext, seen: Seen): Promise<Finding> {
  try {
    await listModels(manifest, context, bogusCredentials(manifest, context));
  } catch (error) {
    if (!(error instanceof ConnectorFault)) throw error;
    if (!inconclusive.has(error.errorClass)) return { verdict: 'pass', message: 'The key is accepted.' };
    const message = 'The key seems right, but the system did not answer the counter-check with an invented one.';
    return { verdict: 'warn', message, remedy: 'Test again later.' };
  }
  if (!context.settings.model) {
    throw new ConnectorFault('auth_not_verifiable', { message: 'The list of models is open to any key.' });
  }
  return byCall(manifest, context, seen);
}

async function byCall(manifest: OpenAiManifest, context: ConnectorContext, seen: Seen): Promise<Finding> {
  const { model } = context.settings;
  if (!model) throw new ConnectorFault('auth_not_verifiable');
  await callModel(manifest, context, model);
  seen.called = true;
  return { verdict: 'pass', message: `The key is accepted: ${model} answers.` };
}

async function sample(manifest: OpenAiManifest, context: ConnectorContext, seen: Seen): Promise<Finding> {
  const { model } = context.settings;
  const offered = seen.models?.length ?? 0;
  if (!model) {
    if (offered > 0) return { verdict: 'pass', message: `Models offered: ${offered}.` };
    return { verdict: 'warn', message: 'The system offers no models.', remedy: 'Check what the key may use.' };
  }
  if (seen.called) return { verdict: 'pass', message: `${model} answers.` };
  if (seen.models?.some(({ id }) => id === model)) {
    return { verdict: 'pass', message: `${model} is one of the models offered (${offered}).` };
  }
  await callModel(manifest, context, model);
  return { verdict: 'pass', message: `${model} answers, though it is not in the list of models.` };
}
