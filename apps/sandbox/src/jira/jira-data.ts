export interface Person {
  accountId: string;
  /** Of a Data Center: what Cloud no longer has. */
  key: string;
  name: string;
  displayName: string;
  email: string;
}

export interface Project {
  id: string;
  key: string;
  name: string;
}

export interface Issue {
  id: string;
  key: string;
  project: Project;
  summary: string;
  description: string;
  type: string;
  status: keyof typeof statuses;
  priority: string;
  resolution: string | null;
  labels: string[];
  components: string[];
  assignee: Person | null;
  reporter: Person;
  created: number;
  updated: number;
}

const person = (index: number, name: string, displayName: string): Person => ({
  accountId: `5f0c5a9db0c500000000000${index}`,
  key: `JIRAUSER1010${index}`,
  name,
  displayName,
  email: `${name}@example.com`,
});

/** Whom the tokens of the sandbox belong to. Dates in JQL are read in this time zone. */
export const self = person(0, 'ims-sync', 'IMS Sync');
export const selfTimeZone = 'Europe/Berlin';

export const people = [
  self,
  person(1, 'ada.moore', 'Ada Moore'),
  person(2, 'ben.okafor', 'Ben Okafor'),
  person(3, 'chiara.rossi', 'Chiara Rossi'),
] as const;

export const projects = [
  { id: '10000', key: 'DEV', name: 'Development' },
  { id: '10001', key: 'QA', name: 'Quality assurance' },
  { id: '10002', key: 'PROD', name: 'Production' },
] as const;

export const issueTypes = ['Story', 'Bug', 'Task', 'Epic'] as const;
export const priorities = ['Highest', 'High', 'Medium', 'Low', 'Lowest'] as const;
export const components = ['Backend', 'Frontend', 'Database'] as const;
/** Status, and the category it counts as. */
export const statuses = { 'To Do': 'new', 'In Progress': 'indeterminate', 'In Review': 'indeterminate', Done: 'done' };

const subjects = ['login', 'export', 'search', 'billing', 'import', 'report', 'webhook'] as const;
const verbs = ['Speed up the', 'Fix the', 'Describe the', 'Rework the', 'Test the'] as const;
const hour = 60 * 60 * 1000;
const start = Date.parse('2026-01-05T08:00:00Z');
const sizes: Record<string, number> = { DEV: 130, QA: 80, PROD: 40 };

const pick = <T>(values: readonly T[], index: number): T => values[index % values.length] as T;

function issue(project: Project, number: number, index: number): Issue {
  const status = pick(Object.keys(statuses) as (keyof typeof statuses)[], index * 3 + number);
  const subject = pick(subjects, index);
  const created = start + index * 7 * hour + (index % 60) * 60_000;
  return {
    id: String(20_000 + index),
    key: `${project.key}-${number}`,
    project,
    summary: `${pick(verbs, index)} ${subject} of ${pick(['orders', 'claims', 'cards', 'fleets'], index * 3)}`,
    description: `What we know about the ${subject} so far, and what is to be done about it.`,
    type: pick(issueTypes, index),
    status,
    priority: pick(priorities, index * 2),
    resolution: status === 'Done' ? 'Done' : null,
    labels: index % 4 === 0 ? ['backend', subject] : index % 4 === 1 ? [subject] : [],
    components: index % 2 === 0 ? [pick(components, index)] : [],
    assignee: index % 5 === 4 ? null : pick(people, index),
    reporter: pick(people, index * 2 + 1),
    created,
    updated: created + ((index * 37) % 400) * hour,
  };
}

/** 250 issues, the same on every start, oldest first; the keys of a project count up. */
export const issues: Issue[] = [];
for (let number = 1; number <= Math.max(...Object.values(sizes)); number++) {
  for (const project of projects) {
    if (number <= (sizes[project.key] ?? 0)) issues.push(issue(project, number, issues.length));
  }
}
