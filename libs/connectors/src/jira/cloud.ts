import {
  bodyAs,
  type CheckSteps,
  type Connector,
  type ConnectorContext,
  ConnectorFault,
  cursorCodec,
  once,
  pageSize,
  type Settings,
  walkPages,
} from '@ims/connector-sdk';
import { z } from 'zod';
import { pastedToken } from '../base-url.ts';
import { secretForm } from '../settings-form.ts';
import { cloudIdIn, gatewayAddress, isSite, jiraAddress } from './address.ts';
import { rejectedJql } from './answers.ts';
import { browsingFinding, countFinding } from './check.ts';
import { cloudForm as form } from './cloud-form.ts';
import { fieldsToAsk, issueRecord, issueShape } from './issue.ts';
import { type Jira, openJira, serverShape } from './jira.ts';
import { jqlFor, restrictionOf } from './jql.ts';

const myselfShape = z.looseObject({
  accountId: z.string().min(1),
  displayName: z.string().min(1),
  accountType: z.string().optional(),
});
const projectsShape = z.looseObject({ total: z.int().nonnegative() });
const parsedShape = z.looseObject({
  queries: z.array(z.looseObject({ errors: z.array(z.string()).optional() })).min(1),
});
const countShape = z.looseObject({ count: z.number() });
const pageShape = z.looseObject({
  issues: z.array(issueShape),
  nextPageToken: z.string().min(1).nullish(),
  isLast: z.boolean().optional(),
});
/** The first page has no token. */
const positionShape = z.strictObject({ token: z.string().min(1).max(8192).optional() });

/** Most issues Jira gives at once. */
const largestPage = 100;

export const jiraCloud: Connector = {
  provider: 'jira',
  type: 'data_source',
  display_name: 'Jira Cloud',
  description: 'Reads issues from a Jira site at atlassian.net.',
  docs_url: 'https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/',
  version: 1,
  configuration: form.configuration,
  credentials: secretForm({
    title: 'API token',
    description: 'Created under “Security” of the Atlassian account. It lasts a year at most.',
    required: true,
  }),
  normalize,
  authenticate(settings, secret) {
    if (!secret) return [];
    const { username, provider_metadata } = form.read(settings);
    if (provider_metadata.authentication === 'service_account') return [{ place: 'bearer', secret }];
    return [{ place: 'basic', username: username ?? '', secret }];
  },
  check,
  records(context, { cursor, limit }) {
    const { base_url, base_search, provider_metadata } = form.read(context.settings);
    // An issue that changes meanwhile moves to the end and is read again, rather than pushing others out of sight.
    const jql = jqlFor(base_search, 'updated ASC, key ASC');
    const fields = fieldsToAsk(provider_metadata.fields);
    const jira = openJira(context, '/rest/api/3');
    const site = siteOf(base_url, provider_metadata.site_url);
    return walkPages(cursorCodec(positionShape, [base_url, jql, fields]), { cursor }, {}, async ({ token }) => {
      const search = { jql, fields, maxResults: pageSize(limit, largestPage), nextPageToken: token };
      const { data } = await jira.search('search/jql', pageShape, search);
      const next = data.isLast || !data.nextPageToken ? undefined : { token: data.nextPageToken };
      return { records: data.issues.map((issue) => issueRecord(issue, site)), next };
    });
  },
};

/** Settles where the site is and, for a token that the gateway takes, the address there. */
function normalize(settings: Settings, secret?: string): { settings: Settings; secret?: string } {
  const metadata = { ...settings.provider_metadata };
  let address = jiraAddress(settings.base_url);
  const throughGateway = metadata.authentication === 'scoped_token' || metadata.authentication === 'service_account';
  if (throughGateway && typeof metadata.cloud_id === 'string' && isSite(address)) {
    metadata.site_url = address;
    address = gatewayAddress(metadata.cloud_id.trim());
  }
  const cloudId = cloudIdIn(address);
  if (cloudId) metadata.cloud_id = cloudId;
  return {
    settings: {
      ...settings,
      base_url: address,
      username: settings.username?.trim() ?? null,
      provider_metadata: metadata,
    },
    secret: pastedToken(secret),
  };
}

function siteOf(baseUrl: string, siteUrl: string | undefined): string | undefined {
  if (siteUrl) return jiraAddress(siteUrl);
  return cloudIdIn(baseUrl) ? undefined : baseUrl;
}

function check(context: ConnectorContext): CheckSteps {
  const { base_search, username } = form.read(context.settings);
  const jira = openJira(context, '/rest/api/3');
  const myself = once(() => askMyself(context, jira));
  return {
    async auth() {
      await myself();
      return { verdict: 'pass', message: `Jira accepts the token${username ? ` of ${username}` : ''}.` };
    },
    async identity() {
      const { accountId, displayName, accountType } = await myself();
      const kind = accountType === 'app' ? 'app' : 'user';
      return {
        verdict: 'pass',
        message: `We are ${displayName}.`,
        identity: { id: accountId, name: displayName, kind },
      };
    },
    async permissions() {
      const { data } = await jira.get('project/search', projectsShape, { maxResults: 1 });
      return browsingFinding(data.total, 'project');
    },
    async sample() {
      const jql = restrictionOf(base_search);
      const parsed = await jira.search('jql/parse?validation=strict', parsedShape, { queries: [jql] });
      const errors = parsed.data.queries[0]?.errors ?? [];
      if (errors.length > 0) throw rejectedJql(errors.join(' '), parsed);
      const { data } = await jira.search('search/approximate-count', countShape, { jql });
      return countFinding(data.count, base_search, 'about ');
    },
  };
}

/**
 * The one path that never takes a stranger. Where it is missing, an open one tells whether this is another Jira; where
 * the token is refused, it may be one that only the gateway knows.
 */
async function askMyself(context: ConnectorContext, jira: Jira): Promise<z.output<typeof myselfShape>> {
  try {
    return (await jira.get('myself', myselfShape)).data;
  } catch (error) {
    if (!(error instanceof ConnectorFault)) throw error;
    if (error.errorClass === 'auth_invalid') throw withHint(error);
    if (error.errorClass === 'not_found_wrong_base_url') throw (await otherJira(context)) ?? error;
    throw error;
  }
}

function withHint({ message, field, upstream }: ConnectorFault): ConnectorFault {
  const remedy =
    'Check that the token belongs to this e-mail address, has not expired and is of the kind that is chosen: one with scopes works through api.atlassian.com alone.';
  return new ConnectorFault('auth_invalid', { message, remedy, field, upstream });
}

async function otherJira({ http }: ConnectorContext): Promise<ConnectorFault | undefined> {
  const answer = await http.send({ to: '/rest/api/2/serverInfo', credentials: [] });
  const server = bodyAs(answer, serverShape);
  if (!server || server.deploymentType === 'Cloud') return undefined;
  return new ConnectorFault('not_found_wrong_base_url', {
    message: `This is a Jira Data Center (version ${server.version}), not a site of Jira Cloud.`,
    remedy: 'Connect it as “Jira Data Center”.',
  });
}
