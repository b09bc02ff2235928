import { orgs, type Repo, user } from './github-data.ts';
import { GithubError, validationFailed } from './github-error.ts';

type Test = (repo: Repo) => boolean;

const maxQuery = 256;
const unknownOwner =
  'The listed users and repositories cannot be searched either because the resources do not exist or you do not have permission to view them.';

/** Makes a filter of `org:acme topic:billing api`: every part has to match; a minus in front turns one around. */
export function parseSearch(query: string | undefined): Test {
  if (!query?.trim()) throw validationFailed({ resource: 'Search', field: 'q', code: 'missing' });
  if (query.length > maxQuery) {
    const message = 'The search is longer than 256 characters.';
    throw validationFailed({ resource: 'Search', field: 'q', code: 'invalid', message });
  }
  const parts = query.match(/-?[\w-]+:"[^"]*"|"[^"]*"|\S+/g) ?? [];
  let negated = false;
  const tests: Test[] = [];
  const owners: Test[] = [];
  for (const part of parts) {
    if (part === 'AND') continue;
    if (part === 'OR')
      throw validationFailed({ resource: 'Search', field: 'q', code: 'invalid', message: 'OR is not offered here.' });
    if (part === 'NOT') {
      negated = true;
      continue;
    }
    const minus = /^-[\w"]/.test(part);
    const word = minus ? part.slice(1) : part;
    const test = parsePart(word);
    const wanted = negated || minus ? (repo: Repo) => !test(repo) : test;
    // Several owners widen the search, as on GitHub; everything else narrows it.
    if (!minus && !negated && /^(org|user|repo):/.test(word)) owners.push(wanted);
    else tests.push(wanted);
    negated = false;
  }
  return (repo) => tests.every((test) => test(repo)) && (owners.length === 0 || owners.some((test) => test(repo)));
}

const qualifiers: Record<string, (value: string) => Test> = {
  org: (value) => ownedBy(value),
  user: (value) => ownedBy(value),
  repo: (value) => (repo) => `${repo.owner}/${repo.name}` === value.toLowerCase(),
  topic: (value) => (repo) => repo.topics.includes(value.toLowerCase()),
  language: (value) => (repo) => repo.language.toLowerCase() === value.toLowerCase(),
  is: (value) => (repo) => (value === 'private' ? repo.private : value === 'public' && !repo.private),
  archived: (value) => (repo) => String(repo.archived) === value,
  fork: (value) => (repo) => value === 'true' || repo.fork === (value === 'only'),
  in: () => () => true,
  stars: (value) => compared(value, (repo) => repo.stars, Number),
  pushed: (value) => compared(value, (repo) => Date.parse(repo.pushedAt), Date.parse),
  created: (value) => compared(value, (repo) => Date.parse(repo.createdAt), Date.parse),
};

function parsePart(part: string): Test {
  const [, name = '', value = ''] = /^([\w-]+):(.+)$/.exec(part) ?? [];
  const qualifier = Object.hasOwn(qualifiers, name) ? qualifiers[name] : undefined;
  if (qualifier) return qualifier(value.replaceAll('"', ''));
  const word = part.replaceAll('"', '').toLowerCase();
  return ({ name, description, topics }) =>
    [name, description, ...topics].some((at) => at.toLowerCase().includes(word));
}

function ownedBy(login: string): Test {
  const known = [user, ...orgs].find((account) => account.login === login.toLowerCase());
  if (!known) throw validationFailed({ resource: 'Search', field: 'q', code: 'invalid', message: unknownOwner });
  return ({ owner }) => owner === known.login;
}

function compared(value: string, read: (repo: Repo) => number, parse: (text: string) => number): Test {
  const [, operator = '', text = ''] = /^(>=|<=|>|<)?(.*)$/.exec(value) ?? [];
  const [from = '', to] = text.split('..');
  const [low, high] = [from === '*' ? -Infinity : parse(from), to === '*' ? Infinity : parse(to ?? from)];
  if (Number.isNaN(low) || Number.isNaN(high)) {
    throw new GithubError(422, `"${value}" is not a value to compare with.`);
  }
  return (repo) => {
    const actual = read(repo);
    if (operator === '>') return actual > low;
    if (operator === '>=') return actual >= low;
    if (operator === '<') return actual < low;
    if (operator === '<=') return actual <= low;
    return actual >= low && actual <= high;
  };
}
