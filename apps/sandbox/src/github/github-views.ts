import { type Account, ownerOf, type Repo, repos, user } from './github-data.ts';

/** Where links of an answer lead: the API as the client wrote it, and the site for people. */
export interface Place {
  api: string;
  html: string;
}

function simpleUser({ id, login, type }: Account, { api, html }: Place) {
  const url = `${api}/users/${login}`;
  return {
    login,
    id,
    node_id: nodeId(type, id),
    avatar_url: `${html}/avatars/u/${id}?v=4`,
    gravatar_id: '',
    url,
    html_url: `${html}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: 'public',
    site_admin: false,
  };
}

export function privateUser(place: Place) {
  const own = repos.filter(({ owner }) => owner === user.login);
  return {
    ...simpleUser(user, place),
    user_view_type: 'private',
    name: 'IMS Octocat',
    company: 'Acme',
    blog: '',
    location: null,
    email: 'ims-octocat@example.com',
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: own.filter((repo) => !repo.private).length,
    public_gists: 0,
    followers: 3,
    following: 5,
    created_at: '2021-03-04T05:06:07Z',
    updated_at: '2026-01-02T03:04:05Z',
    private_gists: 0,
    total_private_repos: own.filter((repo) => repo.private).length,
    owned_private_repos: own.filter((repo) => repo.private).length,
    disk_usage: 4096,
    collaborators: 0,
    two_factor_authentication: true,
  };
}

const resources = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

/** A repository as lists have it. */
export function repository(repo: Repo, place: Place) {
  const fullName = `${repo.owner}/${repo.name}`;
  const url = `${place.api}/repos/${fullName}`;
  const html = `${place.html}/${fullName}`;
  const host = new URL(place.html).host;
  return {
    id: repo.id,
    node_id: nodeId('Repository', repo.id),
    name: repo.name,
    full_name: fullName,
    private: repo.private,
    owner: simpleUser(ownerOf(repo), place),
    html_url: html,
    description: repo.description,
    fork: repo.fork,
    url,
    ...Object.fromEntries(Object.entries(resources).map(([name, path]) => [name, url + path])),
    created_at: repo.createdAt,
    updated_at: repo.pushedAt,
    pushed_at: repo.pushedAt,
    git_url: `git://${host}/${fullName}.git`,
    ssh_url: `git@${host}:${fullName}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    homepage: null,
    size: 120 + repo.stars * 31,
    stargazers_count: repo.stars,
    watchers_count: repo.stars,
    language: repo.language,
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: repo.stars % 7,
    mirror_url: null,
    archived: repo.archived,
    disabled: false,
    open_issues_count: repo.issues,
    license: license(place),
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: repo.topics,
    visibility: repo.private ? 'private' : 'public',
    forks: repo.stars % 7,
    open_issues: repo.issues,
    watchers: repo.stars,
    default_branch: 'main',
    permissions: { admin: false, maintain: false, push: true, triage: true, pull: true },
  };
}

export function fullRepository(repo: Repo, place: Place) {
  const owner = ownerOf(repo);
  const organization = owner.type === 'Organization' ? { organization: simpleUser(owner, place) } : {};
  return { ...repository(repo, place), ...organization, network_count: repo.stars % 7, subscribers_count: 2 };
}

export function app(id: number, clientId: string, owner: Account, place: Place) {
  return {
    id,
    client_id: clientId,
    slug: 'ims-sync',
    node_id: nodeId('App', id),
    owner: simpleUser(owner, place),
    name: 'IMS Sync',
    description: 'Reads repositories for the integration management',
    external_url: 'https://ims.example.com',
    html_url: `${place.html}/apps/ims-sync`,
    created_at: '2025-05-06T07:08:09Z',
    updated_at: '2026-01-02T03:04:05Z',
    permissions: appPermissions,
    events: ['push', 'repository'],
    installations_count: 1,
  };
}

export const appPermissions = { contents: 'read', issues: 'read', metadata: 'read' };

function license({ api }: Place) {
  return {
    key: 'mit',
    name: 'MIT License',
    spdx_id: 'MIT',
    url: `${api}/licenses/mit`,
    node_id: nodeId('License', 13),
  };
}

function nodeId(kind: string, id: number): string {
  return Buffer.from(`0:${kind}${id}`).toString('base64');
}
