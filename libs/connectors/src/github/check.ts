import { type CheckSteps, type ConnectorContext, ConnectorFault, type Finding, once } from '@ims/connector-sdk';
import { z } from 'zod';
import { hiddenBySso, tokenExpiry } from './answers.ts';
import { type RepositoryFilter, repositoryFilter } from './filter.ts';
import { type Github, type GithubApp, openGithub } from './github.ts';
import { listRepositories, readRepository, searchReach, searchRepositories } from './repositories.ts';

const userShape = z.looseObject({
  id: z.int(),
  login: z.string().min(1),
  type: z.string().optional(),
});
const appShape = z.looseObject({ id: z.int(), slug: z.string().optional(), name: z.string().min(1) });

/** Named repositories that a test looks at; the first ones tell whether the token reaches any. */
const mostProbes = 10;

export function checkGithub(context: ConnectorContext): CheckSteps {
  const github = openGithub(context);
  const filter = repositoryFilter(github.settings.base_search);
  const who = github.app ? appSteps(github.app) : tokenSteps(github, context);
  return {
    auth: who.auth,
    identity: who.identity,
    permissions: async () => (filter.by === 'name' ? probe(github, filter.names) : who.permissions()),
    sample: () => sample(github, filter),
  };
}

type WhoSteps = Required<Pick<CheckSteps, 'auth' | 'identity' | 'permissions'>>;

function tokenSteps(github: Github, context: ConnectorContext): WhoSteps {
  const user = once(() => github.get('/user', userShape, { explain: explainUser }));
  return {
    async auth() {
      const secret_expires_at = tokenExpiry(await user(), context.now());
      const until = secret_expires_at ? `; it ends on ${secret_expires_at.toISOString().slice(0, 10)}` : '';
      return { verdict: 'pass', message: `GitHub accepts the token${until}.`, secret_expires_at };
    },
    async identity() {
      const { id, login, type } = (await user()).data;
      const identity = { id: String(id), name: login, kind: type === 'Bot' ? 'bot' : 'user' } as const;
      return { verdict: 'pass', message: `We are ${login}.`, identity };
    },
    permissions: async () => scopeFinding((await user()).headers['x-oauth-scopes']),
  };
}

/** Classic tokens name their scopes, of which one implies others; fine-grained ones name nothing. */
export function scopeFinding(header: string | undefined): Finding {
  if (header === undefined) {
    return { verdict: 'skip', message: 'A fine-grained token does not tell what it may do; reading with it does.' };
  }
  const scopes = header.split(',').map((scope) => scope.trim());
  if (scopes.includes('repo')) return { verdict: 'pass', message: `The token has the scopes ${header}.` };
  return {
    verdict: 'warn',
    message: header
      ? `With the scopes ${header} the token reads public repositories only.`
      : 'The token has no scope and reads public repositories only.',
    remedy: 'Create a token with the scope repo if private repositories are to be read.',
    field: '/password',
  };
}

function appSteps(app: GithubApp): WhoSteps {
  const self = once(async () => (await app.get('/app', appShape)).data);
  return {
    async auth() {
      const { name } = await self();
      await app.installation();
      return { verdict: 'pass', message: `GitHub accepts the key of the App ${name} and lets its installation in.` };
    },
    async identity() {
      const { id, name } = await self();
      return { verdict: 'pass', message: `We are the App ${name}.`, identity: { id: String(id), name, kind: 'app' } };
    },
    async permissions() {
      const { permissions, repositories } = await app.installation();
      const granted = Object.entries(permissions).map(([name, access]) => `${name} (${access})`);
      if (permissions.metadata) {
        const where = repositories === 'selected' ? 'in selected repositories' : 'in all repositories';
        return { verdict: 'pass', message: `The App may use ${granted.join(', ')} ${where}.` };
      }
      throw new ConnectorFault('permission_missing', {
        message: 'The installation may not read repositories.',
        remedy: 'Give the App the repository permission “Metadata: read” and accept it for the installation.',
      });
    },
  };
}

/** A token that an App was handed out stands for no user, which GitHub says in the words of a missing permission. */
function explainUser(answer: { status: number; text: string }): ConnectorFault | undefined {
  if (answer.status !== 403 || !/not accessible by integration/i.test(answer.text)) return undefined;
  return new ConnectorFault('auth_scheme_mismatch', {
    field: '/provider_metadata/authentication',
    message: 'This token was handed out to an App for an hour and belongs to no user.',
    remedy: 'Choose “GitHub App” and enter the private key of the App, or use a personal access token.',
  });
}

async function probe(github: Github, names: string[]): Promise<Finding> {
  const probed = names.slice(0, mostProbes);
  for (const name of probed) await readRepository(github, name);
  const [first] = probed;
  const others = probed.length > 1 ? ` and ${probed.length - 1} more` : '';
  return { verdict: 'pass', message: `We may read ${first}${others}.` };
}

async function sample(github: Github, filter: RepositoryFilter): Promise<Finding> {
  const one = { page: 1, per_page: 1 };
  if (filter.by === 'name') return countFinding(filter.names.length, true);
  if (filter.by === 'search') {
    const { data } = await searchRepositories(github, filter.query, one);
    if (data.total_count <= searchReach) return countFinding(data.total_count, true);
    return {
      verdict: 'warn',
      message: `The filter matches ${data.total_count.toLocaleString('en')} repositories; GitHub's search gives the first ${searchReach}.`,
      remedy: 'Narrow the filter, or leave it empty to read all repositories we may see.',
      field: '/base_search',
    };
  }
  const { answer, found, total } = await listRepositories(github, one);
  if (!hiddenBySso(answer)) return countFinding(total ?? found.length, false);
  return {
    verdict: 'warn',
    message: 'GitHub leaves out repositories of an organisation that wants the token authorised for single sign-on.',
    remedy: 'Authorise the token for the organisation on the page of your tokens.',
    field: '/password',
  };
}

function countFinding(count: number, filtered: boolean): Finding {
  const repositories = `${count.toLocaleString('en')} ${count === 1 ? 'repository' : 'repositories'}`;
  if (count > 0) return { verdict: 'pass', message: `There ${count === 1 ? 'is' : 'are'} ${repositories} to read.` };
  return filtered
    ? {
        verdict: 'warn',
        message: 'The filter matches no repository.',
        remedy: 'Check the filter, and that we may see the repositories it should match.',
        field: '/base_search',
      }
    : {
        verdict: 'warn',
        message: 'We see no repository.',
        remedy: 'Give the token or the App access to the repositories to read.',
      };
}
