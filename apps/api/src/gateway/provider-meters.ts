import { noTokens, type Tokens } from '../models/index.ts';
import { toDollars } from '../platform/money.ts';
import { type CounterSeries, type HistogramSeries, type Metrics, secondsOfCalls } from '../platform/telemetry/index.ts';
import type { Operation, Outcome } from '../usage/index.ts';
import type { AttemptFacts } from './accounting.ts';
import type { Skip } from './call.ts';
import type { Provider } from './provider.ts';
import type { Target } from './tenant-ai.ts';

const ofProvider = ['tenant', 'integration'] as const;
const ofModel = [...ofProvider, 'model'] as const;

/** The metrics of calls to providers. Integrations and models are named by admins; a model that only a caller names is `other`. */
export function providerMetrics(metrics: Metrics) {
  return {
    attempts: metrics.counter({
      name: 'ims_gateway_attempts_total',
      help: 'Calls made to AI providers, by how they ended; a request that is retried or falls back makes several',
      labels: [...ofProvider, 'operation', 'outcome'],
    }),
    skips: metrics.counter({
      name: 'ims_gateway_skips_total',
      help: 'How often a provider was not asked, and why: its budget, its circuit, its price or its settings',
      labels: [...ofProvider, 'reason'],
    }),
    duration: metrics.histogram(
      {
        name: 'ims_gateway_attempt_duration_seconds',
        help: 'Time from sending a call to the end of the answer',
        labels: [...ofProvider, 'operation'],
      },
      secondsOfCalls,
    ),
    firstToken: metrics.histogram(
      {
        name: 'ims_gateway_first_token_seconds',
        help: 'Time from sending a call to the first content of a stream',
        labels: [...ofProvider, 'operation'],
      },
      secondsOfCalls,
    ),
    tokens: metrics.counter({
      name: 'ims_gateway_tokens_total',
      help: 'Tokens by kind; cached_input, cache_write and audio_input are part of input, reasoning and audio_output of output',
      labels: [...ofModel, 'kind'],
    }),
    cost: metrics.counter({
      name: 'ims_gateway_cost_usd_total',
      help: 'What calls cost, in US dollars; those without a known price are not in it',
      labels: ofModel,
    }),
  };
}

type Families = ReturnType<typeof providerMetrics>;

interface OperationMeters {
  attempts: Map<Outcome, CounterSeries>;
  duration: HistogramSeries;
  firstToken: HistogramSeries;
}

interface ModelMeters {
  tokens: Map<keyof Tokens, CounterSeries>;
  cost: CounterSeries;
}

/** The series of one provider, found once and kept: counting a call takes less than a microsecond. */
export class ProviderMeters {
  private readonly labels: { tenant: string; integration: string };
  private readonly operations = new Map<Operation, OperationMeters>();
  private readonly models = new Map<string, ModelMeters>();

  constructor(
    private readonly families: Families,
    private readonly provider: Provider,
  ) {
    this.labels = { tenant: provider.tenant, integration: provider.name };
  }

  attempted(
    { model, registered }: Target,
    { operation, isStream }: { operation: Operation; isStream: boolean },
    { outcome, latencyMs, firstTokenMs, bill }: AttemptFacts,
  ): void {
    const meters = this.ofOperation(operation);
    this.attemptsOf(meters, operation, outcome).add();
    meters.duration.observe(latencyMs / 1000);
    if (isStream && firstTokenMs !== null) meters.firstToken.observe(firstTokenMs / 1000);
    if (bill.tokens.input + bill.tokens.output === 0) return;
    const spent = this.ofModel(registered || model === this.provider.defaultModel ? model : 'other');
    for (const kind in bill.tokens) this.addTokens(spent, kind as keyof Tokens, bill.tokens);
    if (bill.cost !== null) spent.cost.add(toDollars(bill.cost));
  }

  skipped(reason: Skip['reason']): void {
    this.families.skips.of({ ...this.labels, reason }).add();
  }

  private addTokens({ tokens }: ModelMeters, kind: keyof Tokens, { [kind]: amount }: Tokens): void {
    if (amount > 0) tokens.get(kind)?.add(amount);
  }

  private ofOperation(operation: Operation): OperationMeters {
    const known = this.operations.get(operation);
    if (known) return known;
    const labels = { ...this.labels, operation };
    const { duration, firstToken } = this.families;
    const made = { attempts: new Map(), duration: duration.of(labels), firstToken: firstToken.of(labels) };
    this.operations.set(operation, made);
    return made;
  }

  private attemptsOf({ attempts }: OperationMeters, operation: Operation, outcome: Outcome): CounterSeries {
    const known = attempts.get(outcome);
    if (known) return known;
    const made = this.families.attempts.of({ ...this.labels, operation, outcome });
    attempts.set(outcome, made);
    return made;
  }

  private ofModel(model: string): ModelMeters {
    const known = this.models.get(model);
    if (known) return known;
    const labels = { ...this.labels, model };
    const kinds = Object.keys(noTokens) as (keyof Tokens)[];
    const made = {
      tokens: new Map(kinds.map((kind) => [kind, this.families.tokens.of({ ...labels, kind })])),
      cost: this.families.cost.of(labels),
    };
    this.models.set(model, made);
    return made;
  }
}
