import { normalizeCloud } from './address.ts';
import { githubConnector } from './connector.ts';

export const githubCloud = githubConnector({
  provider: 'github',
  display_name: 'GitHub',
  description: 'Reads repositories from github.com, or from an organisation with a host at ghe.com.',
  docs_url:
    'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens',
  normalize: normalizeCloud,
  address: {
    title: 'Address of GitHub',
    description: 'The page of a repository or an organisation will do; the rest is worked out.',
    examples: ['https://api.github.com', 'https://github.com/acme/shop'],
  },
});
