import { type BoundSecret, type EgressClient, originOf, type ReachStep } from '@ims/egress';
import { checkSettings } from './check-settings.ts';
import {
  type CheckStage,
  type CheckSteps,
  type Connector,
  checkStages,
  type Effort,
  type Finding,
  type Settings,
} from './connector.ts';
import { ConnectorFault } from './connector-fault.ts';
import { contextWith } from './context.ts';
import { deadline, unlessAborted } from './deadline.ts';
import { createScrubber, type Scrubber } from './scrubber.ts';
import {
  type Notes,
  outcomeOf,
  type Result,
  type Stage,
  type StageName,
  stageNames,
  stageOf,
  type TestOutcome,
} from './stage.ts';
import { bug, faultOf, findingOf, unproven } from './stage-fault.ts';

export interface TestOptions {
  connector: Connector;
  settings: Settings;
  secret?: BoundSecret;
  client: EgressClient;
  /** Ends the test when the caller goes away. */
  signal?: AbortSignal;
  now?: () => Date;
  /** `full` unless told. In a scheduled check, an auth stage that is skipped left the question open. */
  effort?: Effort;
  /** Limit of each step of the connector, in ms; 5,000 unless told. */
  stepMs?: number;
  /** Limit of the whole test, in ms; 15,000 unless told. */
  totalMs?: number;
}

/** A test under way. */
interface Run extends TestOptions, Notes {
  /** Ends when the whole time is up or the caller goes away. */
  total: AbortSignal;
  /** Ends with the present step. */
  current: AbortSignal;
  scrubber: Scrubber;
}

/**
 * Runs the whole test: address (the settings), policy, dns, connect, tls, then the steps of the connector. Yields each
 * stage as it ends and returns the outcome; after a failure the rest is `skip`. Never throws: what a connector throws,
 * hangs on or returns amiss is a failed stage. Only code that blocks the thread cannot be contained.
 */
export async function* testConnection(options: TestOptions): AsyncGenerator<Stage, TestOutcome> {
  const { signal: total, end } = deadline(options.totalMs ?? 15_000, options.signal);
  const scrubber = createScrubber(options.secret);
  const run: Run = {
    ...options,
    total,
    current: total,
    scrubber,
    identity: null,
    secretExpiresAt: null,
    models: null,
    retryAt: null,
  };
  const stages: Stage[] = [];
  try {
    for await (const stage of trials(run)) {
      stages.push(stage);
      yield stage;
      if (stage.verdict === 'fail') break;
    }
    for (const name of stageNames.slice(stages.length)) {
      const stage = stageOf(scrubber, name, { verdict: 'skip', message: 'Not reached.' }, 0);
      stages.push(stage);
      yield stage;
    }
    return outcomeOf(stages, run, scrubber);
  } finally {
    end();
  }
}

async function* trials(run: Run): AsyncGenerator<Stage> {
  yield await timed(run, 'address', () => checkAddress(run));
  yield* walkThere(run);
  yield* takeSteps(run);
}

async function timed(run: Run, name: StageName, work: () => Result | Promise<Result>): Promise<Stage> {
  const start = performance.now();
  let result: Result;
  try {
    result = await work();
  } catch (thrown) {
    result = failure(run, thrown);
  }
  return stageOf(run.scrubber, name, result, performance.now() - start);
}

function failure(run: Run, thrown: unknown): Result {
  const { errorClass, retryAt, message, remedy, field, upstream } = faultOf(thrown, run.current);
  run.retryAt = retryAt ?? null;
  return { verdict: 'fail', error_class: errorClass, message, remedy, field, upstream };
}

function checkAddress(run: Run): Result {
  const { settings, problems } = checkSettings(run.connector, run.settings, run.secret && true);
  const [first, ...others] = problems;
  if (first) {
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    throw new ConnectorFault('invalid_config', { message: `${first.message}${more}`, field: first.pointer });
  }
  if (run.secret && run.secret.origin !== originOf(settings.base_url)) {
    const message = 'The secret was entered for another host than that of the base URL.';
    throw new ConnectorFault('invalid_config', { message, remedy: 'Enter the secret again.', field: '/password' });
  }
  run.settings = settings;
  return { verdict: 'pass', message: 'The settings are complete.' };
}

const onTheWay = ['policy', 'dns', 'connect', 'tls'] as const;
const wayMessages: Record<(typeof onTheWay)[number], string> = {
  policy: 'Calls may leave for this address.',
  dns: 'The host name is found.',
  connect: 'The host answers at this port.',
  tls: 'The certificate is trusted.',
};

/** Goes to the destination step by step. The limits of single steps are those of the egress client. */
async function* walkThere(run: Run): AsyncGenerator<Stage> {
  const steps = way(run);
  let ahead: ReachStep | undefined;
  try {
    for (const name of onTheWay) {
      yield await timed(run, name, async () => {
        ahead ??= await nextOf(steps, run.total);
        const step = ahead?.step === name ? ahead : undefined;
        if (step) ahead = undefined;
        return arrival(run, name, step);
      });
    }
  } finally {
    // Its connection lasts as long as it does.
    await steps.return(undefined);
  }
}

/** Begins when it is first asked, so that an error of the beginning is one of the first step. */
async function* way(run: Run): AsyncGenerator<ReachStep> {
  yield* run.client.reach(run.settings.base_url, run.total);
}

async function nextOf(steps: AsyncGenerator<ReachStep>, signal: AbortSignal): Promise<ReachStep | undefined> {
  return (await unlessAborted(signal, () => steps.next())).value;
}

/** The times are those of the egress client, which does not tell how long it looked into a refused destination. */
function arrival(run: Run, name: (typeof onTheWay)[number], step: ReachStep | undefined): Result {
  if (!step || step.skipped) {
    return {
      verdict: 'skip',
      message: name === 'tls' ? 'The connection begins without TLS.' : 'Not needed.',
      ms: step?.ms,
    };
  }
  if (!step.ok) return { ...failure(run, step.error), ms: step.ms };
  return { verdict: 'pass', message: step.detail ?? wayMessages[name], ms: step.ms };
}

async function* takeSteps(run: Run): AsyncGenerator<Stage> {
  const context = contextWith({ ...run, signal: () => run.current, patience: undefined });
  let steps: CheckSteps | undefined;
  for (const name of checkStages) {
    const step = deadline(run.stepMs ?? 5_000, run.total);
    run.current = step.signal;
    const stage = await timed(run, name, async () => {
      const finding = await unlessAborted(step.signal, async () => {
        steps ??= await run.connector.check(context);
        return takeStep(run, name, steps);
      });
      run.identity = finding.identity ?? run.identity;
      run.secretExpiresAt = finding.secret_expires_at ?? run.secretExpiresAt;
      run.models = finding.models ?? run.models;
      return finding;
    });
    step.end();
    yield stage;
  }
}

async function takeStep({ effort }: Run, name: CheckStage, steps: CheckSteps): Promise<Finding> {
  const work = steps[name];
  if (work !== undefined) {
    const finding = findingOf(await work.call(steps));
    if (name === 'auth' && finding.verdict === 'skip' && effort !== 'scheduled') throw unproven(finding);
    return finding;
  }
  if (name === 'auth') throw bug('The connector has no step that proves the credentials.');
  return { verdict: 'skip', message: 'This kind of system has no such step.' };
}

/** The outcome of {@link testConnection} for those who need no stage before the last. */
export async function testToEnd(options: TestOptions): Promise<TestOutcome> {
  const test = testConnection(options);
  for (;;) {
    const step = await test.next();
    if (step.done) return step.value;
  }
}
