import { ConnectorFault, type HttpAnswer, type PageAt, pageAt, pageSize, type SourceRecord } from '@ims/connector-sdk';
import { z } from 'zod';
import { explainFilter, explainRepository } from './answers.ts';
import type { RepositoryFilter } from './filter.ts';
import type { Github } from './github.ts';

const repositoryShape = z.looseObject({
  id: z.int(),
  full_name: z.string(),
  html_url: z.string().optional(),
  updated_at: z.string().nullish(),
});
type Repository = z.output<typeof repositoryShape>;

const listShape = z.array(repositoryShape);
const installationShape = z.looseObject({ total_count: z.int(), repositories: listShape });
const searchShape = z.looseObject({ total_count: z.int(), incomplete_results: z.boolean(), items: listShape });

/** How many repositories lie before the page. */
export const positionShape = z.strictObject({ offset: z.int().nonnegative() });
export type Position = z.output<typeof positionShape>;

/** Most results GitHub's search gives, however many there are. */
export const searchReach = 1000;
const largestPage = 100;

export function repositoryRecord(repository: Repository): SourceRecord {
  return {
    id: String(repository.id),
    kind: 'repository',
    title: repository.full_name,
    url: repository.html_url ?? null,
    updated_at: repository.updated_at ?? null,
    data: repository,
  };
}

/** A page of the repositories that the filter means. */
export async function repositoriesAt(
  github: Github,
  filter: RepositoryFilter,
  { offset }: Position,
  limit: number,
): Promise<PageAt<Position>> {
  if (filter.by === 'name') return namedRepositories(github, filter.names, offset, limit);
  const { page, size } = pageAt(offset, limit, largestPage);
  const query = { page, per_page: size };
  const end = offset + size;
  const { found, more } =
    filter.by === 'search'
      ? await searchPage(github, filter.query, query, end)
      : await accessiblePage(github, query, end);
  return { records: found.map(repositoryRecord), next: more ? { offset: end } : undefined };
}

export async function readRepository(github: Github, name: string): Promise<Repository> {
  const explain = (answer: HttpAnswer) => explainRepository(name, answer);
  return (await github.get(`/repos/${name}`, repositoryShape, { explain })).data;
}

/** One page of a search; its first result is enough to count by. */
export function searchRepositories(github: Github, query: string, page: { page: number; per_page: number }) {
  // Least recent first: what changes meanwhile is read again at the end.
  const search = { q: query, sort: 'updated', order: 'asc', ...page };
  return github.get('/search/repositories', searchShape, { query: search, explain: explainFilter });
}

/** One page of what we may see, oldest first, so that changes do not move repositories from page to page. */
export async function listRepositories(github: Github, page: { page: number; per_page: number }) {
  if (github.app) {
    const answer = await github.get('/installation/repositories', installationShape, { query: page });
    return { answer, found: answer.data.repositories, total: answer.data.total_count };
  }
  const query = { ...page, sort: 'created', direction: 'asc' };
  const answer = await github.get('/user/repos', listShape, { query });
  return { answer, found: answer.data, total: lastPage(answer.headers.link) };
}

/** Whether the header of an answer leads to another page. */
export function hasNext(link: string | undefined): boolean {
  return /<[^>]*>\s*;[^<]*\brel="?next\b/i.test(link ?? '');
}

/** Number of the last page; undefined where there is but one. */
function lastPage(link: string | undefined): number | undefined {
  const last = /[?&]page=(\d{1,9})[^>]*>\s*;[^<]*\brel="?last\b/i.exec(link ?? '')?.[1];
  return last === undefined ? undefined : Number(last);
}

async function namedRepositories(
  github: Github,
  names: string[],
  offset: number,
  limit: number,
): Promise<PageAt<Position>> {
  const end = Math.min(offset + pageSize(limit, largestPage), names.length);
  const records: SourceRecord[] = [];
  for (const name of names.slice(offset, end)) records.push(repositoryRecord(await readRepository(github, name)));
  return { records, next: end < names.length ? { offset: end } : undefined };
}

async function accessiblePage(github: Github, query: { page: number; per_page: number }, end: number) {
  const { answer, found, total } = await listRepositories(github, query);
  return { found, more: github.app ? found.length > 0 && end < (total ?? 0) : hasNext(answer.headers.link) };
}

async function searchPage(github: Github, search: string, query: { page: number; per_page: number }, end: number) {
  if (end > searchReach) throw beyondReach();
  const { data } = await searchRepositories(github, search, query);
  if (data.incomplete_results) {
    throw new ConnectorFault('upstream_5xx', { message: 'GitHub ended the search early; its results are incomplete.' });
  }
  return { found: data.items, more: data.items.length > 0 && end < data.total_count };
}

/** Ending here as if that were all would lose records without a word. */
function beyondReach(): ConnectorFault {
  return new ConnectorFault('invalid_config', {
    field: '/base_search',
    message: `The repository filter matches more than ${searchReach} repositories, and GitHub's search gives no more.`,
    remedy: 'Narrow the filter, or leave it empty to read all repositories we may see.',
  });
}
