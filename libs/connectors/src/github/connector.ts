import { type Connector, cursorCodec, walkPages } from '@ims/connector-sdk';
import { secretForm } from '../settings-form.ts';
import { checkGithub } from './check.ts';
import { repositoryFilter } from './filter.ts';
import { openGithub } from './github.ts';
import { positionShape, repositoriesAt } from './repositories.ts';
import { githubForm, readGithubSettings } from './settings.ts';

type Edition = Pick<Connector, 'provider' | 'display_name' | 'description' | 'docs_url'> &
  Required<Pick<Connector, 'normalize'>> & { address: Parameters<typeof githubForm>[0] };

/** What both GitHubs share, which is all but the name and the address. */
export function githubConnector({ address, ...edition }: Edition): Connector {
  return {
    ...edition,
    type: 'data_source',
    version: 1,
    configuration: githubForm(address),
    credentials: secretForm({
      title: 'Token or private key',
      description: 'A personal access token, classic or fine-grained, or the whole .pem file of the App.',
      required: true,
    }),
    /** The key of an App never travels: requests carry what is made from it. */
    authenticate(settings, secret) {
      const byToken = readGithubSettings(settings).provider_metadata.authentication === 'token';
      return secret && byToken ? [{ place: 'bearer', secret }] : [];
    },
    check: checkGithub,
    records(context, { cursor, limit }) {
      const github = openGithub(context);
      const { base_url, base_search, provider_metadata } = github.settings;
      const filter = repositoryFilter(base_search);
      const codec = cursorCodec(positionShape, [base_url, filter, provider_metadata.authentication]);
      return walkPages(codec, { cursor }, { offset: 0 }, (at) => repositoriesAt(github, filter, at, limit));
    },
  };
}
