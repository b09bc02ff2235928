import { normalizeEnterprise } from './address.ts';
import { githubConnector } from './connector.ts';

export const githubEnterprise = githubConnector({
  provider: 'github_enterprise',
  display_name: 'GitHub Enterprise Server',
  description: 'Reads repositories from a GitHub that an organisation runs itself.',
  docs_url:
    'https://docs.github.com/en/enterprise-server@latest/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens',
  normalize: normalizeEnterprise,
  address: {
    title: 'Address of the server',
    description: 'Any page of it will do; the path of the programming interface, /api/v3, is added.',
    examples: ['https://github.acme.com'],
  },
});
