import { randomBytes } from 'node:crypto';
import type { CheckSteps, Connector, ConnectorContext, Finding, Identity } from '../connector.ts';
import { ConnectorFault } from '../connector-fault.ts';
import type { HttpAnswer, HttpRequest } from '../connector-http.ts';
import { once } from '../once.ts';
import type { Dialect } from './dialect.ts';
import { isFault, listModels, type ModelList } from './list-models.ts';
import { type Probe, probeModel } from './model-probe.ts';
import { nearNames } from './near-names.ts';
import { type Evidence, type Proof, proveKey, restricts } from './prove-key.ts';

/** Proves a key and says what it is good for. A call to the model costs money, so a scheduled check makes none. */
export function checkKey(
  dialect: Dialect,
  authenticate: Connector['authenticate'],
  context: ConnectorContext,
): CheckSteps {
  const model = context.settings.model || dialect.fallbackModel?.(context.settings);
  const listed = once(() => listModels(dialect, context));
  const isCallable = model !== undefined && context.effort === 'full';
  const call = isCallable ? once(() => callModel(model)) : undefined;
  const proof = once(async () => proveKey(await evidence()));

  async function evidence(): Promise<Evidence> {
    const keyless = dialect.keyless ?? false;
    const callLeftOut = model !== undefined && !isCallable;
    return { hasKey: context.secret !== undefined, keyless, list: await listed(), call, callLeftOut, decoyStatus };
  }

  async function callModel(name: string): Promise<Probe> {
    try {
      return await probeModel(dialect, context, name);
    } catch (error) {
      throw isFault(error, 'model_not_found') ? withNames(error, name, await listed()) : error;
    }
  }

  async function decoyStatus(request: HttpRequest): Promise<number | undefined> {
    // In the place of the real one, so that the difference between the two answers is the key alone.
    const decoy = context.secret?.sibling(`sk-${randomBytes(24).toString('hex')}`);
    try {
      const answer = await context.http.send({ ...request, credentials: authenticate(context.settings, decoy) });
      return answer.status;
    } catch (error) {
      if (isFault(error, 'timeout', 'upstream_5xx') && !context.signal.aborted) return undefined;
      throw error;
    }
  }

  return {
    auth: async () => (await proof()).finding,
    identity: async () => identify(dialect, context, await proof(), await listed()),
    permissions: async () => permissions(dialect, await listed()),
    sample: async () => (model ? sample(dialect, model, await listed(), call) : noModel(dialect)),
  };
}

function identify(dialect: Dialect, context: ConnectorContext, proof: Proof, list: ModelList): Finding {
  if (!proof.proven) return { verdict: 'skip', message: 'The system names nobody before it has checked a key.' };
  const identity = dialect.identity?.(context.settings, proof.headers) ?? identityOf(context, proof.headers, list);
  return { verdict: 'pass', message: `The key belongs to ${identity.name}.`, identity };
}

function identityOf({ settings }: ConnectorContext, headers: HttpAnswer['headers'], list: ModelList): Identity {
  const organization = headers['openai-organization'];
  if (organization) return { id: organization, name: organization, kind: 'key' };
  const { host } = new URL(settings.base_url);
  const offer = list.models ? ` (${count(list.models.length, 'model')})` : '';
  return { id: host, name: `a client of ${host}${offer}`, kind: 'key' };
}

function permissions(dialect: Dialect, list: ModelList): Finding {
  if (list.models?.length === 0) {
    return { verdict: 'warn', message: 'The system offers no models.', remedy: 'Check what the key may use.' };
  }
  if (list.models) {
    const message = `The key may see ${count(list.models.length, 'model')}.`;
    const models = dialect.listTellsNothing ? undefined : list.models.map(({ id }) => id);
    return { verdict: 'pass', message, models };
  }
  if (!restricts(list)) {
    return { verdict: 'skip', message: 'The system offers no list of models.' };
  }
  const remedy = 'Give the key the permission to list models, or register the models by hand.';
  return { verdict: 'warn', message: 'The key may not list models.', remedy, error_class: 'permission_missing' };
}

async function sample(dialect: Dialect, model: string, list: ModelList, call: Evidence['call']): Promise<Finding> {
  const offered = dialect.listTellsNothing ? undefined : list.models;
  if (offered?.some(({ id }) => id === model)) return { verdict: 'pass', message: `${model} is offered.` };
  if (!call) return { verdict: 'skip', message: `${model} was not called: calls are left to full tests.` };
  await call();
  return { verdict: 'pass', message: offered ? `${model} answers, though it is not listed.` : `${model} answers.` };
}

function withNames(fault: ConnectorFault, model: string, list: ModelList): ConnectorFault {
  const near = nearNames(model, list.models?.map(({ id }) => id) ?? []);
  const remedy = near.length > 0 ? `${fault.remedy} Similar names: ${near.join(', ')}.` : fault.remedy;
  const { message, field, upstream } = fault;
  return new ConnectorFault('model_not_found', { message, remedy, field, upstream, cause: fault });
}

function noModel({ fields }: Dialect): Finding {
  const message = 'No model is named, so none was tried.';
  return { verdict: 'skip', message, remedy: 'Name the model that calls are meant for.', field: fields.model };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
