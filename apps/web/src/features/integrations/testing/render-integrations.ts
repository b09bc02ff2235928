import { renderPage } from '../../../testing/render-page.tsx';
import { integrationsSearch } from '../integrations.search.ts';
import { IntegrationsPage } from '../integrations-page.tsx';

/** Shows the page at an address. */
export const renderIntegrations = (address = '/integrations') =>
  renderPage({ page: IntegrationsPage, path: 'integrations', search: integrationsSearch, address });
