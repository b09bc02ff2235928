/** Which repositories to read. */
export type RepositoryFilter = { by: 'access' } | { by: 'name'; names: string[] } | { by: 'search'; query: string };

const named = /^(?:repo:)?([\w-]+\/[\w.-]+)$/;

/** Names alone are read one by one, which finds forks and says which one is missing; all else is for GitHub's search. */
export function repositoryFilter(baseSearch: string | null | undefined): RepositoryFilter {
  const query = baseSearch?.trim();
  if (!query) return { by: 'access' };
  const names = query.split(/[\s,]+/).map((word) => named.exec(word)?.[1]);
  const known = names.filter((name) => name !== undefined);
  return known.length === names.length ? { by: 'name', names: [...new Set(known)] } : { by: 'search', query };
}
