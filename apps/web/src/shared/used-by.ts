import type { ApiProblem } from './problem.ts';

interface User {
  id: number;
  name: string;
}

/** What the server says uses a thing, when that is why it stays; nothing when it is not. */
export function usersIn(problem: ApiProblem | null, code: string): User[] {
  if (problem?.code !== code || !('used_by' in problem) || !Array.isArray(problem.used_by)) return [];
  return problem.used_by.filter((user): user is User => typeof user?.id === 'number' && typeof user.name === 'string');
}
