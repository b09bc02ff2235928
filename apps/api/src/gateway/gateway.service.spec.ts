import { expect, test } from 'vitest';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import type { Accounting } from './accounting.ts';
import type { AiDirectory } from './ai-directory.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { GatewayService } from './gateway.service.ts';
import type { GatewayAlarms } from './gateway-alarms.ts';
import type { GatewayTelemetry } from './gateway-telemetry.ts';
import { TenantAi } from './tenant-ai.ts';
import { aiRequest, FakeCaller, fakeProvider } from './testing/fakes.ts';

test('a fault of our own during the probe of a circuit leaves room for the next probe', async () => {
  const provider = fakeProvider({ name: 'openai', model: 'gpt-4o' });
  const breaker = new CircuitBreaker();
  for (let count = 0; count < 5; count += 1) breaker.failed(-60_000);
  Object.assign(provider, { breaker });
  Object.assign(provider.connection, { connector: { ai: {} } });
  const budgets = { budgets: [], timeZone: 'UTC', unknownPrice: { policy: 'refuse', price: null } } as const;
  const ai = new TenantAi([provider], [], [], budgets);
  const nothing = () => undefined;
  const service = new GatewayService(
    { of: () => ai } as unknown as AiDirectory,
    { charge: () => Promise.reject(new Error('The database is away')), close: nothing } as unknown as Accounting,
    {} as GatewayAlarms,
    { begun: nothing, ended: nothing } as unknown as GatewayTelemetry,
  );
  const call = () => service.answer({} as TenantScope, aiRequest(), new FakeCaller().asCaller);
  await expect(call()).rejects.toThrow('The database is away');
  await expect(call()).rejects.toThrow('The database is away');
  expect(breaker.allows(performance.now())).toBe(true);
});
