/**
 * Whether integrations work: checks them by themselves and on demand, remembers what was found and tells when it changes
 * (events `integration.health_changed`, `integration.secret_expiring`). Owns `health_checks` and the `health_*` columns of
 * `integrations`; not the test itself, which connections make, nor who is notified.
 */
export { HealthModule } from './health.module.ts';
export { HealthService } from './health.service.ts';
