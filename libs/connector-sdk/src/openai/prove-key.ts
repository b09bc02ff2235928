import type { Finding } from '../connector.ts';
import { ConnectorFault } from '../connector-fault.ts';
import type { HttpAnswer, HttpRequest } from '../connector-http.ts';
import type { ModelList } from './list-models.ts';
import type { Probe } from './model-probe.ts';

export interface Evidence {
  hasKey: boolean;
  /** The system knows no keys. */
  keyless: boolean;
  list: ModelList;
  /** Calls the model; undefined when none is named, or calls are left out. */
  call: (() => Promise<Probe>) | undefined;
  /** A model is named, but must not be called. */
  callLeftOut: boolean;
  /** Status of the answer to the same request with a made-up key; undefined when none came. */
  decoyStatus(request: HttpRequest): Promise<number | undefined>;
}

export interface Proof {
  finding: Finding;
  proven: boolean;
  headers: HttpAnswer['headers'];
}

/**
 * Many gateways show their models to anyone, so the same question is asked again with a made-up key: only a system that
 * refuses that one has looked at the real one. Where the list cannot tell, a tiny call to the model must.
 */
export async function proveKey(evidence: Evidence): Promise<Proof> {
  const { hasKey, keyless, list, call, decoyStatus } = evidence;
  if (keyless || !hasKey) return withoutKey(evidence);
  if (list.models) {
    const counter = read(await decoyStatus(list.request));
    if (counter !== 'taken') return { ...counterChecks[counter], headers: list.headers };
  }
  // A system that knows what a key may not do knows the key, if it tells it from one that it has never seen.
  if (restricts(list) && list.request && (await decoyStatus(list.request)) === 401) {
    const finding: Finding = { verdict: 'pass', message: 'The key is known to the system, though restricted.' };
    return { finding, proven: true, headers: {} };
  }
  if (!call) return unprovable(evidence);
  const probe = await call();
  const counter = read(await decoyStatus(probe.request));
  return { ...(counter === 'refused' ? provenByCall : counterChecks[counter]), headers: probe.answer.headers };
}

export function restricts(list: ModelList): boolean {
  return !list.models && list.refusal.errorClass === 'permission_missing';
}

/** Of a request that works with the real key: what else could a 4xx be about, or a way to a log-in page. */
function read(status: number | undefined): 'refused' | 'taken' | 'unclear' {
  if (status === undefined || status >= 500 || status === 408 || status === 429) return 'unclear';
  return status >= 300 ? 'refused' : 'taken';
}

type Verdict = Omit<Proof, 'headers'>;

const counterChecks: Record<ReturnType<typeof read>, Verdict> = {
  refused: {
    finding: { verdict: 'pass', message: 'The key is accepted where a made-up one is refused.' },
    proven: true,
  },
  taken: {
    finding: {
      verdict: 'warn',
      message: 'The system answers calls with a made-up key as well, so the key proves nothing.',
      remedy: 'Make the system check keys, or make sure that only those who may use it can reach it.',
      error_class: 'auth_not_verifiable',
    },
    proven: false,
  },
  unclear: {
    finding: {
      verdict: 'warn',
      message: 'The key seems right, but the system did not answer the counter-check with a made-up one.',
      remedy: 'Test again later.',
      error_class: 'auth_not_verifiable',
    },
    proven: false,
  },
};

const provenByCall: Verdict = {
  finding: { verdict: 'pass', message: 'A call to the model is accepted with the key and refused with a made-up one.' },
  proven: true,
};

async function withoutKey(evidence: Evidence): Promise<Proof> {
  const { keyless, list, call, callLeftOut } = evidence;
  if (!list.models && !call && callLeftOut) return callIsLeftOut;
  if (!list.models && !call) throw nameModel(list.refusal);
  const headers = list.models ? list.headers : ((await call?.())?.answer.headers ?? {});
  if (keyless) {
    return { finding: { verdict: 'pass', message: 'The system asks for no credentials.' }, proven: true, headers };
  }
  const message = 'The system answers without a key.';
  const remedy = 'Enter a key if the system knows keys.';
  const finding: Finding = { verdict: 'warn', message, remedy, field: '/password', error_class: 'auth_not_verifiable' };
  return { finding, proven: false, headers };
}

function unprovable({ list, callLeftOut }: Evidence): Proof {
  if (callLeftOut) return callIsLeftOut;
  if (!list.models) throw nameModel(list.refusal);
  const finding: Finding = {
    verdict: 'warn',
    message: 'The system shows its models to any key, so the key is not proven.',
    remedy: 'Name a model, so that a real call can prove the key.',
    field: '/model',
    error_class: 'auth_not_verifiable',
  };
  return { finding, proven: false, headers: list.headers };
}

const callIsLeftOut: Proof = {
  finding: {
    verdict: 'skip',
    message: 'The system can be reached. Only a call to the model proves the key, and calls are left to full tests.',
  },
  proven: false,
  headers: {},
};

function nameModel({ errorClass, message, remedy, upstream }: ConnectorFault): ConnectorFault {
  if (errorClass === 'not_found_wrong_base_url') {
    const hint = 'Check the path of the base URL. If the system has no list of models, name a model to test with.';
    return new ConnectorFault(errorClass, { message, upstream, remedy: hint });
  }
  const hint = 'Name a model, so that a real call can prove the key.';
  return new ConnectorFault(errorClass, { message, upstream, remedy: `${remedy} ${hint}`, field: '/model' });
}
