import fc from 'fast-check';
import type { IntegrationId } from '../../integrations/index.ts';
import type { ServiceAccountId } from '../../platform/access/tenant-scope.ts';
import type { Nanos } from '../../platform/money.ts';
import { operations, type UsageEvent } from '../usage-event.ts';

let made = 0;

/** One attempt that went well, unless told otherwise. */
export function usageEvent(fields: Partial<UsageEvent> = {}): UsageEvent {
  made += 1;
  return {
    request_id: `request-${made}`,
    attempt: 1,
    at: new Date(),
    source: 'gateway',
    integration_id: 1 as IntegrationId,
    service_account_id: null,
    operation: 'chat',
    model_asked: 'gpt',
    model_served: 'gpt-4o-mini',
    is_stream: false,
    is_final: true,
    outcome: 'success',
    status: 200,
    tokens: { input: 10, cached_input: 2, cache_write: 0, output: 5, reasoning: 1, audio_input: 0, audio_output: 0 },
    is_estimated: false,
    cost: 1500 as Nanos,
    price_id: null,
    latency_ms: 120,
    first_token_ms: null,
    raw: { prompt_tokens: 10 },
    ...fields,
  };
}

const count = fc.nat({ max: 5_000_000 });

/** Anything that may have happened within some days from `start` on; few names, so that sums have many parts. */
export const arbitraryEvent = (start: Date): fc.Arbitrary<UsageEvent> =>
  fc
    .record({
      at: fc.date({ min: start, max: new Date(start.getTime() + 4 * 86_400_000), noInvalidDate: true }),
      attempt: fc.integer({ min: 1, max: 3 }),
      integration_id: fc.integer({ min: 1, max: 3 }) as fc.Arbitrary<IntegrationId>,
      service_account_id: fc.option(fc.integer({ min: 1, max: 2 })) as fc.Arbitrary<ServiceAccountId | null>,
      operation: fc.constantFrom(...operations),
      model_served: fc.constantFrom('gpt-4o', 'gpt-4o-mini', 'a "quoted" mödel'),
      is_final: fc.boolean(),
      outcome: fc.constantFrom('success', 'client_gone', 'process_stopped', 'interrupted', 'timeout', 'rate_limited'),
      tokens: fc.record({
        input: count,
        cached_input: count,
        cache_write: count,
        output: count,
        reasoning: count,
        audio_input: count,
        audio_output: count,
      }),
      is_estimated: fc.boolean(),
      cost: fc.option(fc.nat({ max: 2_000_000_000 })) as fc.Arbitrary<Nanos | null>,
      latency_ms: fc.nat({ max: 2_000_000 }),
      first_token_ms: fc.option(fc.nat({ max: 60_000 })),
    })
    .map((fields) => usageEvent(fields as Partial<UsageEvent>));
