import type { Request } from 'express';
import { type Answer, jsonBody, queryText } from '../system.ts';
import type { Issue } from './jira-data.ts';
import { parseJql } from './jql-parser.ts';
import { runJql, validateJql } from './jql-query.ts';
import { JqlError } from './jql-tokens.ts';

/** Refused in Jira's shape: sentences about the whole, and about single fields. */
export class JiraError extends Error {
  readonly status: number;
  readonly messages: string[];

  constructor(status: number, messages: string[]) {
    super(messages.join(' '));
    this.name = 'JiraError';
    this.status = status;
    this.messages = messages;
  }
}

export function errorAnswer({ status, messages }: JiraError): Answer {
  return { status, body: { errorMessages: messages, errors: {} } };
}

export interface SearchRequest {
  jql: string;
  fields: string[] | undefined;
  maxResults: unknown;
  startAt: unknown;
  nextPageToken: unknown;
}

/** The parameters of a search, from the query of a GET or the body of a POST. */
export function readSearch(req: Request): SearchRequest {
  const body = req.method === 'POST' ? jsonBody(req) : undefined;
  if (req.method === 'POST' && !body) throw invalidPayload();
  const read = (name: string): unknown => (body ? body[name] : queryText(req, name));
  const jql = read('jql') ?? '';
  const fields = readFields(body ? body.fields : req.query.fields);
  if (typeof jql !== 'string') throw invalidPayload();
  return {
    jql,
    fields,
    maxResults: read('maxResults'),
    startAt: read('startAt'),
    nextPageToken: read('nextPageToken'),
  };
}

export function invalidPayload(): JiraError {
  return new JiraError(400, ['Invalid request payload. Refer to the REST API documentation and try again.']);
}

/** Lists of names, repeated parameters and commas within one all say the same. */
function readFields(value: unknown): string[] | undefined {
  if (value === undefined) return undefined;
  const listed = Array.isArray(value) ? value : [value];
  return listed.flatMap((part) => String(part).split(',')).map((name) => name.trim());
}

/** The issues of a query. Throws a {@link JiraError} when it is wrong, or, if it has to be bounded, restricts nothing. */
export function findIssues(jql: string, mustBeBounded: boolean): Issue[] {
  const now = Date.now();
  const query = readJql(jql);
  if (mustBeBounded && !query.where) {
    throw new JiraError(400, [
      'Unbounded JQL queries are not allowed here. Please add a search restriction to your query.',
    ]);
  }
  const problems = validateJql(query, now);
  if (problems.length > 0) throw new JiraError(400, problems);
  return runJql(query, now);
}

function readJql(jql: string) {
  try {
    return parseJql(jql);
  } catch (error) {
    throw error instanceof JqlError ? new JiraError(400, [error.message]) : error;
  }
}

/** One entry of `/jql/parse`. */
export function checkJql(query: string, validation: string) {
  try {
    const structure = parseJql(query);
    const problems = validation === 'none' ? [] : validateJql(structure, Date.now());
    if (problems.length === 0) return { query, structure };
    return validation === 'warn' ? { query, structure, warnings: problems } : { query, errors: problems };
  } catch (error) {
    if (error instanceof JqlError) return { query, errors: [error.message] };
    throw error;
  }
}
