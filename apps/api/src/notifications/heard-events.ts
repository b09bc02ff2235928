import { z } from 'zod';

const status = z.enum(['unknown', 'healthy', 'degraded', 'failing']);
const subject = { id: z.number(), name: z.string(), provider: z.string() };

/** What is read of `integration.health_changed`. */
export const healthChanged = z.object({
  ...subject,
  before: status,
  after: status,
  /** When the state before began; null when that is not known. */
  since: z.date().nullable(),
  error_class: z.string().nullable(),
  message: z.string(),
});
export type HealthChanged = z.output<typeof healthChanged>;

/** What is read of `integration.secret_expiring`. */
export const secretExpiring = z.object({ ...subject, expires_at: z.date() });
export type SecretExpiring = z.output<typeof secretExpiring>;

/** What is read of `budget.threshold_reached`. */
export const thresholdReached = z.object({
  name: z.string(),
  period: z.enum(['day', 'week', 'month']),
  hard: z.boolean(),
  threshold: z.number(),
  limit_usd: z.number(),
  spent_usd: z.number(),
  ends_at: z.iso.datetime().transform((text) => new Date(text)),
});
export type ThresholdReached = z.output<typeof thresholdReached>;

/** What is read of `model.price_unknown`. */
export const priceUnknown = z.object({ ...subject, model: z.string(), policy: z.enum(['refused', 'charged']) });
export type PriceUnknown = z.output<typeof priceUnknown>;
