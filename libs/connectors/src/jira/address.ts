import { addressText, pastedAddress, pathBefore } from '../base-url.ts';

/** First segments of the pages and the programming interface of Jira: what follows the address of Jira itself. */
const jiraPages = new Set([
  'rest',
  'browse',
  'projects',
  'issues',
  'secure',
  'plugins',
  'servicedesk',
  'dashboards',
  'login.jsp',
  'login',
  'wiki',
]);

/** How the gateway of Atlassian addresses a site: by its cloud ID. */
const gatewayPath = /^.*?\/ex\/jira\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?=\/|$)/i;
const site = /\.(?:atlassian\.net|jira\.com|jira-dev\.com)$/;

/** The address of a Jira from that of any page of it: a site has none but its root, a server may lie below a path. */
export function jiraAddress(pasted: string): string {
  const url = pastedAddress(pasted);
  if (!url) return pasted.trim();
  const [gateway] = gatewayPath.exec(url.pathname) ?? [];
  if (gateway) {
    url.pathname = gateway;
  } else if (site.test(url.hostname)) {
    url.protocol = 'https:';
    url.pathname = '';
  } else {
    url.pathname = pathBefore(url, jiraPages);
  }
  return addressText(url);
}

/** Where Atlassian takes scoped tokens for a site. */
export function gatewayAddress(cloudId: string): string {
  return `https://api.atlassian.com/ex/jira/${cloudId}`;
}

/** The cloud ID in the address of a gateway; undefined for the address of a site. */
export function cloudIdIn(address: string): string | undefined {
  return gatewayPath.exec(URL.parse(address)?.pathname ?? '')?.[1];
}

export function isSite(address: string): boolean {
  return site.test(URL.parse(address)?.hostname ?? '');
}
