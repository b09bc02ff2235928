/**
 * Connections to external systems: their configuration, their sealed secret, who falls back to whom. Owns
 * `integrations`; not logo files (assets), keys (crypto) or the trail of changes (audit). The demo creates through it.
 */

export { createIntegrationBody, secretVersion } from './integration.dto.ts';
export { IntegrationEntity, type IntegrationId } from './integration.entity.ts';
export { INTEGRATION_CHANGES } from './integration-changes.ts';
export { IntegrationsModule } from './integrations.module.ts';
export { IntegrationsService, type StoredIntegration } from './integrations.service.ts';
