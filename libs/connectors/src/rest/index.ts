import {
  type Connector,
  ConnectorFault,
  fromManifest,
  type Manifest,
  type Settings,
  tidyBaseUrl,
} from '@ims/connector-sdk';
import { pastedToken } from '../base-url.ts';
import { secretForm } from '../settings-form.ts';
import { describe } from './describe.ts';
import { restForm } from './form.ts';

/** Any REST interface, described by the settings of the integration in place of a manifest. */
export const rest: Connector = {
  provider: 'rest',
  type: 'data_source',
  display_name: 'REST API',
  description: 'Reads records from any REST interface that answers with JSON.',
  docs_url: null,
  version: 1,
  configuration: restForm.configuration,
  credentials: secretForm({
    title: 'Token, key or password',
    description: 'Sent as the way to log in says.',
    required: false,
  }),
  normalize,
  authenticate: (settings, secret) => described(settings).authenticate(settings, secret),
  check(context) {
    const { auth_scheme } = restForm.read(context.settings).provider_metadata;
    if (auth_scheme !== 'none' && !context.secret) {
      throw new ConnectorFault('invalid_config', { field: '/password', message: 'The secret is missing.' });
    }
    return described(context.settings).check(context);
  },
  records(context, from) {
    const { records } = described(context.settings);
    if (!records) throw new Error('A described data source has records.');
    return records(context, from);
  },
};

function described(settings: Settings): Connector {
  return fromManifest(manifestOf(settings));
}

function manifestOf(settings: Settings): Manifest {
  const { base_search, provider_metadata } = restForm.read(settings);
  const { search_param, list_path } = provider_metadata;
  if (base_search && !search_param && !list_path.includes('{base_search}')) {
    throw new ConnectorFault('invalid_config', {
      field: '/provider_metadata/search_param',
      message: 'There is a base search, but nothing says how it is sent.',
      remedy: 'Name the query parameter for it, or leave the base search empty.',
    });
  }
  return describe(provider_metadata);
}

/** What fits the form is also held against the rules of manifests, so that a field at fault is found as it is typed. */
function normalize(settings: Settings, secret?: string): { settings: Settings; secret?: string } {
  const fitted = { ...settings, base_url: tidyBaseUrl(settings.base_url) };
  if (restForm.fits(fitted)) manifestOf(fitted);
  const isPassword = settings.provider_metadata.auth_scheme === 'basic';
  return { settings: fitted, secret: isPassword ? secret : pastedToken(secret) };
}
