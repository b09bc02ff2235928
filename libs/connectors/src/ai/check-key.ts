import { randomBytes } from 'node:crypto';
import {
  type CheckSteps,
  type Connector,
  type ConnectorContext,
  ConnectorFault,
  type Finding,
  type HttpAnswer,
  type HttpRequest,
  type Identity,
} from '@ims/connector-sdk';
import { once } from '../once.ts';
import type { Dialect } from './dialect.ts';
import { isFault, listModels, type ModelList } from './list-models.ts';
import { type Probe, probeModel } from './model-probe.ts';
import { nearNames } from './near-names.ts';

/**
 * Proves a key. Many gateways show their models to anyone, so the same question is asked again with a made-up key: only
 * a system that refuses that one has looked at the real one. Where the list cannot tell, a tiny call to the model must.
 */
export function checkKey(
  dialect: Dialect,
  authenticate: Connector['authenticate'],
  context: ConnectorContext,
): CheckSteps {
  const model = context.settings.model || dialect.fallbackModel?.(context.settings);
  const listed = once(() => listModels(dialect, context));
  const call = model ? once(() => callModel(model)) : undefined;
  const proof = once(async () => prove({ context, list: await listed(), call, decoyStatus }));

  async function callModel(name: string): Promise<Probe> {
    try {
      return await probeModel(dialect, context, name);
    } catch (error) {
      throw isFault(error, 'model_not_found') ? withNames(error, name, await listed()) : error;
    }
  }

  async function decoyStatus(request: HttpRequest): Promise<number> {
    // In the place of the real one, so that the difference between the two answers is the key alone.
    const decoy = context.secret?.sibling(`sk-${randomBytes(24).toString('hex')}`);
    const answer = await context.http.send({ ...request, credentials: authenticate(context.settings, decoy) });
    return answer.status;
  }

  return {
    auth: async () => (await proof()).finding,
    identity: async () => identify(dialect, context, await proof(), await listed()),
    permissions: async () => permissions(await listed()),
    sample: async () => (model && call ? sample(dialect, model, await listed(), call) : noModel(dialect)),
  };
}

interface Evidence {
  context: ConnectorContext;
  list: ModelList;
  /** Calls the model; undefined when none is named. */
  call: (() => Promise<Probe>) | undefined;
  decoyStatus(request: HttpRequest): Promise<number>;
}

interface Proof {
  finding: Finding;
  proven: boolean;
  headers: HttpAnswer['headers'];
}

async function prove({ context, list, call, decoyStatus }: Evidence): Promise<Proof> {
  if (!context.secret) return withoutKey(list, call);
  if (list.models && refused(await decoyStatus(list.request))) {
    const message = 'The key is accepted where a made-up one is refused.';
    return { finding: { verdict: 'pass', message }, proven: true, headers: list.headers };
  }
  // A system that knows what a key may not do knows the key, if it tells it from one that it has never seen.
  if (isRestricted(list) && list.request && (await decoyStatus(list.request)) === 401) {
    const finding: Finding = { verdict: 'pass', message: 'The key is known to the system, though restricted.' };
    return { finding, proven: true, headers: {} };
  }
  if (!call) return unprovable(list);
  const probe = await call();
  const proven = refused(await decoyStatus(probe.request));
  return { finding: proven ? provenByCall : anyKeyDoes, proven, headers: probe.answer.headers };
}

function isRestricted(list: ModelList): boolean {
  return !list.models && list.refusal.errorClass === 'permission_missing';
}

/** Of a request that works with the real key: what else could a 4xx be about. */
function refused(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

const provenByCall: Finding = {
  verdict: 'pass',
  message: 'A call to the model is accepted with the key and refused with a made-up one.',
};

const anyKeyDoes: Finding = {
  verdict: 'warn',
  message: 'The system answers calls with a made-up key as well, so the key proves nothing.',
  remedy: 'Make the system check keys, or make sure that only those who may use it can reach it.',
};

async function withoutKey(list: ModelList, call: Evidence['call']): Promise<Proof> {
  if (!list.models && !call) throw nameModel(list.refusal);
  const headers = list.models ? list.headers : ((await call?.())?.answer.headers ?? {});
  const message = 'The system answers without a key.';
  const remedy = 'Enter a key if the system knows keys.';
  return { finding: { verdict: 'warn', message, remedy, field: '/password' }, proven: false, headers };
}

function unprovable(list: ModelList): Proof {
  if (!list.models) throw nameModel(list.refusal);
  const message = 'The system shows its models to any key, so the key is not proven.';
  const remedy = 'Name a model, so that a real call can prove the key.';
  return { finding: { verdict: 'warn', message, remedy, field: '/model' }, proven: false, headers: list.headers };
}

function nameModel({ errorClass, message, remedy, upstream }: ConnectorFault): ConnectorFault {
  if (errorClass === 'not_found_wrong_base_url') {
    const hint = 'Check the path of the base URL. If the system has no list of models, name a model to test with.';
    return new ConnectorFault(errorClass, { message, upstream, remedy: hint });
  }
  const hint = 'Name a model, so that a real call can prove the key.';
  return new ConnectorFault(errorClass, { message, upstream, remedy: `${remedy} ${hint}`, field: '/model' });
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

function permissions(list: ModelList): Finding {
  if (list.models) return { verdict: 'pass', message: `The key may see ${count(list.models.length, 'model')}.` };
  if (!isRestricted(list)) {
    return { verdict: 'skip', message: 'The system offers no list of models.' };
  }
  const remedy = 'Give the key the permission to list models, or register the models by hand.';
  return { verdict: 'warn', message: 'The key may not list models.', remedy };
}

async function sample(dialect: Dialect, model: string, list: ModelList, call: () => Promise<Probe>): Promise<Finding> {
  const offered = dialect.listTellsNothing ? undefined : list.models;
  if (offered?.some(({ id }) => id === model)) return { verdict: 'pass', message: `${model} is offered.` };
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
