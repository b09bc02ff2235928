import {
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
import { jiraAddress } from './address.ts';
import { browsingFinding, countFinding } from './check.ts';
import { dataCenterForm as form } from './data-center-form.ts';
import { fieldsToAsk, issueRecord, issueShape } from './issue.ts';
import { openJira, serverShape } from './jira.ts';
import { jqlFor, restrictionOf } from './jql.ts';

const myselfShape = z.looseObject({
  name: z.string().min(1),
  key: z.string().optional(),
  displayName: z.string().min(1),
});
const pageShape = z.looseObject({ issues: z.array(issueShape), total: z.int().nonnegative() });
const positionShape = z.strictObject({ start: z.int().nonnegative() });

/** Servers may allow fewer; what counts is how many came. */
const largestPage = 100;

export const jiraDataCenter: Connector = {
  provider: 'jira_data_center',
  type: 'data_source',
  display_name: 'Jira Data Center',
  description: 'Reads issues from a Jira that an organisation runs itself.',
  docs_url: 'https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html',
  version: 1,
  configuration: form.configuration,
  credentials: secretForm({
    title: 'Token or password',
    description: 'A personal access token, created in the profile of the account, or its password.',
    required: true,
  }),
  normalize,
  authenticate(settings, secret) {
    if (!secret) return [];
    const { username, provider_metadata } = form.read(settings);
    if (provider_metadata.authentication === 'token') return [{ place: 'bearer', secret }];
    return [{ place: 'basic', username: username ?? '', secret }];
  },
  check,
  records(context, { cursor, limit }) {
    const { base_url, base_search, provider_metadata } = form.read(context.settings);
    // Pages are counted here, so the order must be one that changes to issues do not disturb.
    const jql = jqlFor(base_search, 'created ASC, key ASC');
    const fields = fieldsToAsk(provider_metadata.fields);
    const jira = openJira(context, '/rest/api/2');
    return walkPages(
      cursorCodec(positionShape, [base_url, jql, fields]),
      { cursor },
      { start: 0 },
      async ({ start }) => {
        const search = { jql, fields, startAt: start, maxResults: pageSize(limit, largestPage) };
        const { issues, total } = (await jira.search('search', pageShape, search)).data;
        const end = start + issues.length;
        const next = issues.length === 0 || end >= total ? undefined : { start: end };
        return { records: issues.map((issue) => issueRecord(issue, base_url)), next };
      },
    );
  },
};

function normalize(settings: Settings, secret?: string): { settings: Settings; secret?: string } {
  const byToken = settings.provider_metadata.authentication !== 'password';
  return {
    settings: {
      ...settings,
      base_url: jiraAddress(settings.base_url),
      username: settings.username?.trim() ?? null,
    },
    secret: byToken ? pastedToken(secret) : secret,
  };
}

function check(context: ConnectorContext): CheckSteps {
  const { base_search } = form.read(context.settings);
  const jira = openJira(context, '/rest/api/2');
  const myself = once(async () => (await jira.get('myself', myselfShape)).data);
  const count = async (filter: string | null | undefined) => {
    const search = { jql: restrictionOf(filter), maxResults: 0, validateQuery: true };
    return (await jira.search('search', pageShape, search)).data.total;
  };
  return {
    async auth() {
      const { name } = await myself();
      return { verdict: 'pass', message: `Jira accepts us as ${name}.` };
    },
    async identity() {
      const { name, key, displayName } = await myself();
      const { deploymentType, version } = (await jira.get('serverInfo', serverShape)).data;
      if (deploymentType === 'Cloud') throw isCloud();
      return {
        verdict: 'pass',
        message: `We are ${displayName} on Jira ${version}.`,
        identity: { id: key ?? name, name: displayName, kind: 'user' },
      };
    },
    permissions: async () => browsingFinding(await count(null), 'issue'),
    sample: async () => countFinding(await count(base_search), base_search),
  };
}

/** A site of Jira Cloud answers on many of these paths as well, but has withdrawn the search. */
function isCloud(): ConnectorFault {
  return new ConnectorFault('not_found_wrong_base_url', {
    message: 'This is a site of Jira Cloud, not a Jira Data Center.',
    remedy: 'Connect it as “Jira Cloud”.',
  });
}
