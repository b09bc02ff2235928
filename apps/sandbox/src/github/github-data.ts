/** A repository as the sandbox knows it; `github-views.ts` makes the answers of it. */
export interface Repo {
  id: number;
  owner: string;
  name: string;
  description: string;
  private: boolean;
  archived: boolean;
  fork: boolean;
  language: string;
  topics: string[];
  stars: number;
  issues: number;
  createdAt: string;
  pushedAt: string;
}

export interface Account {
  id: number;
  login: string;
  type: 'User' | 'Organization';
}

export const user: Account = { id: 5_009_001, login: 'ims-octocat', type: 'User' };
export const orgs: Account[] = [
  { id: 7_100_001, login: 'acme', type: 'Organization' },
  { id: 7_100_002, login: 'umbrella-labs', type: 'Organization' },
];

const subjects = [
  'billing',
  'claims',
  'fleet',
  'fraud',
  'identity',
  'ledger',
  'pricing',
  'routing',
  'search',
  'tax',
] as const;
const kinds = [
  'api',
  'worker',
  'web',
  'sdk',
  'docs',
  'infra',
  'cli',
  'models',
  'jobs',
  'schemas',
  'gateway',
  'etl',
  'tests',
] as const;
const languages: Record<(typeof kinds)[number], string> = {
  api: 'TypeScript',
  worker: 'Go',
  web: 'TypeScript',
  sdk: 'Java',
  docs: 'HTML',
  infra: 'HCL',
  cli: 'Rust',
  models: 'Python',
  jobs: 'Python',
  schemas: 'TypeScript',
  gateway: 'Go',
  etl: 'Python',
  tests: 'JavaScript',
};
const start = Date.parse('2024-02-01T09:30:00Z');
const hour = 60 * 60 * 1000;
const instant = (hours: number) => `${new Date(start + hours * hour).toISOString().slice(0, 19)}Z`;

function repo(owner: string, subject: string, kind: (typeof kinds)[number], index: number): Repo {
  return {
    id: 700_000_000 + index,
    owner,
    name: `${subject}-${kind}`,
    description: `The ${kind} of ${subject}`,
    private: index % 3 !== 0,
    archived: index % 17 === 16,
    fork: false,
    language: languages[kind],
    topics: [subject, kind, ...(index % 5 === 0 ? ['platform'] : [])],
    stars: (index * 37) % 211,
    issues: (index * 7) % 23,
    createdAt: instant(index * 19),
    pushedAt: instant(8_000 + index * 83),
  };
}

/** 130 of acme, 10 of umbrella-labs, 4 of the user; the same on every start. */
export const repos: Repo[] = [
  ...subjects.flatMap((subject, row) =>
    kinds.map((kind, column) => repo('acme', subject, kind, row * kinds.length + column)),
  ),
  ...subjects.map((subject, index) => repo('umbrella-labs', subject, 'models', 130 + index)),
  ...(['cli', 'docs', 'sdk', 'web'] as const).map((kind, index) => repo(user.login, 'notes', kind, 140 + index)),
];

export function ownerOf({ owner }: Repo): Account {
  return orgs.find(({ login }) => login === owner) ?? user;
}

/** Chosen when the App was installed, or the fine-grained token made: every fifth repository of acme. */
export function isSelected(repo: Repo): boolean {
  return repo.owner === 'acme' && repo.id % 5 === 0;
}
