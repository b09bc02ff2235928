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
