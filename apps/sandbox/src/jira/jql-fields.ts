import {
  components,
  type Issue,
  issueTypes,
  type Person,
  people,
  priorities,
  projects,
  statuses,
} from './jira-data.ts';

type Kind = 'choice' | 'person' | 'text' | 'date' | 'key';

export interface JqlField {
  /** As error messages call it. */
  name: string;
  kind: Kind;
  /** What `=` compares with; a value of several, when the field has several. */
  read(issue: Issue): (string | number)[];
  /** Of a choice: every value there is, as ids and names. Undefined when any will do. */
  choices?: string[];
  /** Orders choices; without it, by name. */
  rank?(issue: Issue): number;
}

const equality = ['=', '!=', 'in', 'not in'];
const emptiness = ['is', 'is not'];
const order = ['<', '<=', '>', '>='];

export const operatorsOf: Record<Kind, string[]> = {
  choice: [...equality, ...emptiness],
  person: [...equality, ...emptiness],
  text: ['~', '!~', ...emptiness],
  date: [...equality, ...order, ...emptiness],
  key: [...equality, ...order],
};

const names = (person: Person | null) =>
  person ? [person.accountId, person.name, person.displayName, person.email] : [];
const everybody = people.flatMap(names);
const rankOf = (values: readonly string[], value: string) => values.indexOf(value);

const fields: JqlField[] = [
  {
    name: 'project',
    kind: 'choice',
    read: ({ project }) => [project.key, project.id, project.name],
    choices: projects.flatMap(({ id, key, name }) => [id, key, name]),
  },
  {
    name: 'status',
    kind: 'choice',
    read: ({ status }) => [status],
    choices: Object.keys(statuses),
    rank: ({ status }) => rankOf(Object.keys(statuses), status),
  },
  {
    name: 'statusCategory',
    kind: 'choice',
    read: ({ status }) => [
      statuses[status],
      { new: 'To Do', indeterminate: 'In Progress', done: 'Done' }[statuses[status]] ?? '',
    ],
    choices: ['new', 'indeterminate', 'done', 'To Do', 'In Progress', 'Done'],
  },
  { name: 'issuetype', kind: 'choice', read: ({ type }) => [type], choices: [...issueTypes] },
  {
    name: 'priority',
    kind: 'choice',
    read: ({ priority }) => [priority],
    choices: [...priorities],
    rank: ({ priority }) => rankOf(priorities, priority),
  },
  {
    name: 'resolution',
    kind: 'choice',
    read: ({ resolution }) => (resolution ? [resolution] : []),
    choices: ['Done', 'Unresolved'],
  },
  { name: 'labels', kind: 'choice', read: ({ labels }) => labels },
  { name: 'component', kind: 'choice', read: (issue) => issue.components, choices: [...components] },
  { name: 'assignee', kind: 'person', read: ({ assignee }) => names(assignee), choices: everybody },
  { name: 'reporter', kind: 'person', read: ({ reporter }) => names(reporter), choices: everybody },
  { name: 'summary', kind: 'text', read: ({ summary }) => [summary] },
  { name: 'description', kind: 'text', read: ({ description }) => [description] },
  { name: 'text', kind: 'text', read: ({ summary, description }) => [summary, description] },
  { name: 'created', kind: 'date', read: ({ created }) => [created] },
  { name: 'updated', kind: 'date', read: ({ updated }) => [updated] },
  { name: 'issuekey', kind: 'key', read: ({ key, id }) => [key, id], rank: ({ id }) => Number(id) },
];

const otherNames: Record<string, string> = {
  type: 'issuetype',
  key: 'issuekey',
  id: 'issuekey',
  issue: 'issuekey',
  createddate: 'created',
  updateddate: 'updated',
};

export function findField(name: string): JqlField | undefined {
  const wanted = name.toLowerCase();
  return fields.find((field) => field.name.toLowerCase() === (otherNames[wanted] ?? wanted));
}
