import { randomUUID } from 'node:crypto';
import { retryTime } from '@ims/connector-sdk';
import type { EgressResponse } from '@ims/egress';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { knownSecrets } from '../platform/logging/redaction.ts';
import { toDollars } from '../platform/money.ts';
import type { Outcome } from '../usage/index.ts';
import { Accounting, type AttemptFacts, type Charge } from './accounting.ts';
import { AiDirectory } from './ai-directory.ts';
import { type Failure, failureOf, failureOfStatus } from './attempt.ts';
import { type Bill, billFor, nothing } from './bill.ts';
import { type Call, isSkip, type Skip, wordFor } from './call.ts';
import type { Caller } from './caller.ts';
import { exhausted } from './exhausted.ts';
import { GatewayAlarms } from './gateway-alarms.ts';
import { GatewayTelemetry } from './gateway-telemetry.ts';
import { refusalBody } from './refusal-body.ts';
import { relayStream, relayWhole } from './relay.ts';
import { type AiRequest, bodyFor } from './request-body.ts';
import type { Target, TenantAi } from './tenant-ai.ts';

/** A provider that asks for more patience than this is passed over. */
const MOST_PATIENCE_MS = 2_000;
const FIRST_PAUSE_MS = 100;
/** A process that ends lets calls go on so long, and breaks off what is left. */
const FAREWELL_MS = 20_000;

/** Answers calls: finds who can, keeps to budgets, falls back, passes the answer on and has written down what it cost. */
@Injectable()
export class GatewayService implements BeforeApplicationShutdown {
  private readonly running = new Set<Call>();

  constructor(
    private readonly directory: AiDirectory,
    private readonly accounting: Accounting,
    private readonly alarms: GatewayAlarms,
    private readonly telemetry: GatewayTelemetry,
  ) {}

  /** What calls of a tenant may ask for. */
  directoryOf(scope: TenantScope): TenantAi | Promise<TenantAi> {
    return this.directory.of(scope);
  }

  /** Throws a `GatewayError` when nobody gave an answer; once a part of one is sent it throws no more. */
  async answer(scope: TenantScope, request: AiRequest, caller: Caller): Promise<void> {
    const call: Call = { scope, request, caller, id: randomUUID(), attempts: 0, upstreamMs: 0, passed: [] };
    this.running.add(call);
    this.telemetry.begun(call);
    try {
      await this.pursue(call);
      this.telemetry.ended(call);
    } catch (error) {
      this.telemetry.ended(call, error);
      throw error;
    } finally {
      this.running.delete(call);
      this.accounting.close(call);
    }
  }

  beforeApplicationShutdown(): void {
    const breakOff = () => {
      for (const { caller } of this.running) caller.sendAway();
    };
    setTimeout(breakOff, FAREWELL_MS).unref();
  }

  private async pursue(call: Call): Promise<void> {
    const { scope, request } = call;
    const known = this.directory.of(scope);
    const ai = known instanceof Promise ? await known : known;
    for (const target of ai.chain(ai.find(request.model), request.operation)) {
      const why = await this.ask(call, ai, target);
      if (why === 'over') return;
      if (isSkip(why)) this.telemetry.skipped(target, why);
      call.passed.push({ target, why });
    }
    throw exhausted(call);
  }

  /** Asks one provider, again where that may help. */
  private async ask(call: Call, ai: TenantAi, target: Target): Promise<'over' | Failure | Skip> {
    const { connection, breaker } = target.provider;
    if (!connection.stored.active)
      return { reason: 'inactive', status: 409, message: 'the integration is switched off' };
    if (!connection.connector.ai)
      return { reason: 'not_usable', status: 409, message: 'its connector takes no calls of models' };
    if (!breaker.allows(performance.now())) return circuitOpen;
    try {
      return await this.insist(call, ai, target);
    } catch (error) {
      // A fault of our own tells nothing of the provider, and nobody else would end the probe this call may be.
      breaker.unknown();
      throw error;
    }
  }

  private async insist(call: Call, ai: TenantAi, target: Target): Promise<'over' | Failure | Skip> {
    const { breaker, settings } = target.provider;
    const known = this.accounting.charge(call, ai, target);
    const charge = known instanceof Promise ? await known : known;
    if (isSkip(charge)) {
      breaker.unknown();
      return charge;
    }
    try {
      let asksForUsage = settings.stream_usage;
      for (let retry = 0; ; ) {
        const ending = await this.attempt(begin(call, target, charge, asksForUsage));
        if (ending === 'over') return 'over';
        if (ending === 'without_usage') {
          asksForUsage = false;
          continue;
        }
        const wait = retry < settings.retries ? patience(ending, retry) : undefined;
        if (wait !== undefined) await call.caller.pause(wait);
        if (call.caller.isGone) return 'over';
        if (wait === undefined || !breaker.allows(performance.now())) return ending;
        retry += 1;
      }
    } finally {
      this.accounting.release(charge);
    }
  }

  private async attempt(attempt: Attempt): Promise<Ending> {
    const { call, target, charge, asksForUsage, begunAt } = attempt;
    const { request, caller } = call;
    const { provider, model } = target;
    try {
      const body = bodyFor(request, provider.modelName(model), provider.defaults[request.operation], asksForUsage);
      const sending = provider.route(request.operation, model, request.isStream).send(body);
      caller.onGone = sending.abort;
      if (caller.isGone) sending.abort();
      const answer = await sending.answer;
      attempt.status = answer.status;
      if (answer.status < 200 || answer.status > 299) return await this.refused(attempt, answer);
      await this.relay(attempt, answer);
      return 'over';
    } catch (error) {
      call.upstreamMs += performance.now() - begunAt;
      if (caller.isGone) {
        provider.breaker.unknown();
        this.note(attempt, { outcome: leaving(caller), bill: billFor(request, charge.price, undefined, 0) });
        return 'over';
      }
      return this.failed(attempt, failureOf(error));
    }
  }

  private async relay(attempt: Attempt, answer: EgressResponse): Promise<void> {
    const { call, target, charge, begunAt } = attempt;
    const { request, caller } = call;
    const { provider, model } = target;
    let bill: Bill | undefined;
    const headers = (usage?: unknown) => {
      call.upstreamMs += performance.now() - begunAt;
      if (usage !== undefined) bill = billFor(request, charge.price, usage, 0);
      return this.headers(call, target, bill);
    };
    const relayed = request.isStream
      ? await relayStream(request, answer, caller, headers, begunAt + provider.settings.first_byte_timeout_ms)
      : await relayWhole(request, answer, caller, headers);
    bill ??= billFor(request, charge.price, relayed.usage, relayed.contentBytes);
    const facts = { bill, firstTokenMs: relayed.firstContentAt - begunAt, answeredModel: relayed.model };
    if (relayed.interrupted) {
      if (caller.isGone) provider.breaker.unknown();
      else this.count(attempt, 'interrupted');
      this.note(attempt, { ...facts, outcome: caller.isGone ? leaving(caller) : 'interrupted' });
      return;
    }
    provider.breaker.succeeded(performance.now());
    provider.seen(model).add(bill.tokens.output);
    this.note(attempt, { ...facts, outcome: 'success' });
  }

  /** An answer that is none: the request is at fault, which the client is told, or the provider. */
  private async refused(attempt: Attempt, answer: EgressResponse): Promise<Ending> {
    const { call, target, begunAt } = attempt;
    const retryAt = retryTime(answer.headers, new Date());
    const failure = failureOfStatus(answer.status, retryAt && retryAt.getTime() - Date.now());
    if (failure) {
      await answer.discard();
      call.upstreamMs += performance.now() - begunAt;
      return this.failed(attempt, failure);
    }
    const text = await answer.text();
    call.upstreamMs += performance.now() - begunAt;
    target.provider.breaker.succeeded(performance.now());
    if (refusesOurOptions(attempt, text)) {
      this.note(attempt, { outcome: 'invalid_request', bill: nothing }, false);
      return 'without_usage';
    }
    this.note(attempt, { outcome: answer.status === 404 ? 'model_not_found' : 'invalid_request', bill: nothing });
    call.caller.head(answer.status, {
      ...this.headers(call, target),
      'content-type': 'application/json; charset=utf-8',
    });
    call.caller.end(knownSecrets.clean(refusalBody(answer.status, text)));
    return 'over';
  }

  /** The client has nothing of it, and what was set aside serves the next attempt. */
  private failed(attempt: Attempt, failure: Failure): Failure {
    const { outcome } = failure;
    this.count(attempt, outcome);
    this.note(attempt, { outcome, bill: nothing }, false);
    return failure;
  }

  private note(attempt: Attempt, facts: Noted, settles = true): void {
    const { call, target, charge, at, begunAt, status } = attempt;
    const whole = { firstTokenMs: null, status, at, latencyMs: performance.now() - begunAt, ...facts };
    this.accounting.note(call, target, whole, settles ? charge : undefined);
    this.telemetry.attempted(call, target, whole);
    call.outcome = facts.outcome;
  }

  /** Has the provider's failure count, and told where somebody should look at it. */
  private count({ call: { scope }, target: { provider } }: Attempt, outcome: Outcome): void {
    if (provider.breaker.failed(performance.now())) this.alarms.circuitOpened(scope, provider, outcome);
    this.alarms.failed(scope, provider, outcome);
  }

  private headers(call: Call, target: Target, bill?: Bill): Record<string, string> {
    const overheadMs = Math.max(0, performance.now() - call.caller.begunAt - call.upstreamMs);
    this.telemetry.answers(overheadMs);
    return headersOf(call, target, overheadMs, bill);
  }
}

/** A provider is being asked. */
interface Attempt {
  call: Call;
  target: Target;
  charge: Charge;
  /** A stream is to tell its usage, also where the client does not care. */
  asksForUsage: boolean;
  at: Date;
  /** Of a steady clock. */
  begunAt: number;
  /** Of the answer; null as long as there is none. */
  status: number | null;
}

type Noted = Pick<AttemptFacts, 'outcome' | 'bill' | 'answeredModel'> & { firstTokenMs?: number };

function begin(call: Call, target: Target, charge: Charge, asksForUsage: boolean): Attempt {
  call.attempts += 1;
  return { call, target, charge, asksForUsage, at: new Date(), begunAt: performance.now(), status: null };
}

/** `over`: the client has its answer, or is gone. `without_usage`: what only we asked for was refused; without it there may be an answer. */
type Ending = 'over' | 'without_usage' | Failure;

/** How an attempt ends whose client is gone. */
const leaving = ({ isSentAway }: Caller): Outcome => (isSentAway ? 'process_stopped' : 'client_gone');

/** Whether a provider refuses what only we asked of it: the usage of a stream. Some servers do not know the option. */
const refusesOurOptions = ({ call: { request }, asksForUsage }: Attempt, refusal: string) =>
  asksForUsage &&
  request.isStream &&
  request.operation === 'chat' &&
  (request.members.value(request.text, 'stream_options') ?? 'null') === 'null' &&
  refusal.includes('stream_options');

const circuitOpen: Skip = {
  reason: 'circuit_open',
  status: 503,
  message: 'it failed several times just now and is left alone for some seconds',
  headers: { 'retry-after': '5' },
};

/** How long to wait before the same provider is asked again, in ms; undefined where that is of no use. */
function patience({ remedy, retryAfterMs }: Failure, retry: number): number | undefined {
  if (remedy !== 'again') return undefined;
  if (retryAfterMs === undefined) return FIRST_PAUSE_MS * 2 ** retry * (0.5 + Math.random());
  return retryAfterMs <= MOST_PATIENCE_MS ? retryAfterMs + Math.random() * FIRST_PAUSE_MS : undefined;
}

/** Who answered, after how many attempts, why not the first, for how much, and how long all of that took here. */
function headersOf(
  call: Call,
  { provider, model }: Target,
  overheadMs: number,
  bill: Bill | undefined,
): Record<string, string> {
  const [first] = call.passed;
  return {
    'x-ims-integration': provider.name,
    'x-ims-model': encodeURI(model),
    'x-ims-attempts': String(call.attempts),
    'x-ims-overhead-ms': overheadMs.toFixed(1),
    ...(first ? { 'x-ims-fallback-reason': wordFor(first.why) } : {}),
    ...(bill?.cost != null ? { 'x-ims-cost-usd': dollars(bill.cost) } : {}),
  };
}

/** Without an exponent, however small. */
const dollars = (nanos: number) =>
  toDollars(nanos)
    .toFixed(9)
    .replace(/\.?0+$/, '');
