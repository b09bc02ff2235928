import {
  components,
  type Issue,
  issueTypes,
  type Person,
  type Project,
  priorities,
  self,
  selfTimeZone,
  statuses,
} from './jira-data.ts';
import { jiraTime } from './zoned-time.ts';

/** Cloud and Data Center name people differently and write long texts differently. */
export interface Dialect {
  /** Address of the site, without a slash at the end. */
  site: string;
  version: 2 | 3;
  cloud: boolean;
}

function avatars(site: string, path: string) {
  const sizes = ['16x16', '24x24', '32x32', '48x48'];
  return Object.fromEntries(sizes.map((size) => [size, `${site}/secure/${path}?size=${size}`]));
}

function personView({ accountId, key, name, displayName, email }: Person, { site, version, cloud }: Dialect) {
  const api = `${site}/rest/api/${version}/user`;
  return {
    self: cloud ? `${api}?accountId=${accountId}` : `${api}?username=${name}`,
    ...(cloud ? { accountId, accountType: 'atlassian' } : { key, name }),
    emailAddress: email,
    avatarUrls: avatars(site, 'useravatar'),
    displayName,
    active: true,
    timeZone: selfTimeZone,
  };
}

export function selfView(dialect: Dialect) {
  const listed = { size: 1, items: [] };
  return {
    ...personView(self, dialect),
    locale: 'en_US',
    groups: listed,
    applicationRoles: listed,
    expand: 'groups,applicationRoles',
  };
}

export function projectView({ id, key, name }: Project, { site, version, cloud }: Dialect) {
  return {
    ...(cloud ? { expand: 'description,lead,issueTypes,url,projectKeys,permissions,insight' } : {}),
    self: `${site}/rest/api/${version}/project/${id}`,
    id,
    key,
    name,
    projectTypeKey: 'software',
    avatarUrls: avatars(site, 'projectavatar'),
    ...(cloud ? { simplified: false, style: 'classic', isPrivate: false, properties: {} } : { archived: false }),
  };
}

export function issueView(issue: Issue, wanted: string[], dialect: Dialect) {
  const all = issueFields(issue, dialect);
  return {
    expand: 'operations,versionedRepresentations,editmeta,changelog,renderedFields',
    id: issue.id,
    self: `${dialect.site}/rest/api/${dialect.version}/issue/${issue.id}`,
    key: issue.key,
    fields: Object.fromEntries(Object.entries(all).filter(([name]) => isWanted(name, wanted))),
  };
}

/** `*all`, `*navigable`, names, and names with a minus that are left out. */
function isWanted(name: string, wanted: string[]): boolean {
  if (wanted.includes(`-${name}`)) return false;
  if (wanted.includes('*all') || wanted.includes(name)) return true;
  return wanted.includes('*navigable') && name !== 'comment';
}

function issueFields(issue: Issue, dialect: Dialect) {
  const api = `${dialect.site}/rest/api/${dialect.version}`;
  const { status, resolution } = issue;
  return {
    summary: issue.summary,
    description: dialect.version === 3 ? document(issue.description) : issue.description,
    issuetype: named('issuetype', issueTypes, issue.type, api, { subtask: false }),
    project: projectView(issue.project, dialect),
    status: { ...named('status', Object.keys(statuses), status, api), statusCategory: category(statuses[status], api) },
    priority: named('priority', priorities, issue.priority, api),
    resolution: resolution && named('resolution', ['Done'], resolution, api),
    labels: issue.labels,
    components: issue.components.map((name) => named('component', components, name, api)),
    assignee: issue.assignee && personView(issue.assignee, dialect),
    reporter: personView(issue.reporter, dialect),
    created: jiraTime(issue.created, selfTimeZone),
    updated: jiraTime(issue.updated, selfTimeZone),
    comment: { comments: [], self: `${api}/issue/${issue.id}/comment`, maxResults: 0, total: 0, startAt: 0 },
  };
}

function named(kind: string, values: readonly string[], name: string, api: string, more: object = {}) {
  const id = String(10_001 + values.indexOf(name));
  return { self: `${api}/${kind}/${id}`, id, name, ...more };
}

function category(key: string, api: string) {
  const [id, colorName, name] = { new: [2, 'blue-gray', 'To Do'], indeterminate: [4, 'yellow', 'In Progress'] }[
    key
  ] ?? [3, 'green', 'Done'];
  return { self: `${api}/statuscategory/${id}`, id, key, colorName, name };
}

/** Atlassian Document Format of one paragraph. */
function document(text: string) {
  return { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] };
}
