import { bodyAs, ConnectorFault, type HttpAnswer, inItsWords, upstreamOf } from '@ims/connector-sdk';
import { z } from 'zod';
import { unboundedJql } from './jql.ts';

/**
 * What answers of Jira mean that their status alone does not tell. Jira lets strangers in: a wrong token gets 200 on most
 * paths, and only a header says that nobody is logged in, so the header counts on every status.
 */
export function explainJira(answer: HttpAnswer): ConnectorFault | undefined {
  const upstream = upstreamOf(answer);
  const login = answer.headers['x-seraph-loginreason'] ?? '';
  const denied = answer.headers['x-authentication-denied-reason'] ?? '';
  if (/CAPTCHA/i.test(denied) || /AUTHENTICATION_DENIED/.test(login)) {
    return new ConnectorFault('captcha_required', { upstream });
  }
  const words = complaint(answer);
  if (answer.status === 401 && /scope does not match/i.test(words)) {
    return new ConnectorFault('permission_missing', {
      upstream,
      field: '/password',
      message: 'The token lacks a scope.',
      remedy: 'Create a token with the scopes read:jira-user and read:jira-work and enter it here.',
    });
  }
  if (answer.status === 401 && /expired/i.test(words)) return new ConnectorFault('auth_expired', { upstream });
  if (answer.status === 403 && /Connect Session Auth Token/i.test(words)) {
    return new ConnectorFault('auth_scheme_mismatch', {
      upstream,
      field: '/provider_metadata/authentication',
      message: 'A site of Jira Cloud wants an e-mail address with the API token; this one was sent as a bearer token.',
      remedy:
        'Choose the kind of token it is: one without scopes goes to the site, one with scopes to api.atlassian.com.',
    });
  }
  if (/AUTHENTICATED_FAILED/.test(login)) {
    return new ConnectorFault('auth_invalid', {
      upstream,
      message: 'Jira answers, but takes us for a stranger: it does not accept the user and the secret.',
      remedy: 'Check that the secret belongs to this user and is still valid, then enter it again.',
    });
  }
  return undefined;
}

/** The same where JQL was sent: Jira says in words what is wrong with it. */
export function explainSearch(answer: HttpAnswer): ConnectorFault | undefined {
  const known = explainJira(answer);
  if (known || answer.status !== 400) return known;
  const words = complaint(answer);
  if (/unbounded/i.test(words)) return unboundedJql();
  if (/nextPageToken|page token/i.test(words)) {
    return new ConnectorFault('invalid_config', {
      upstream: upstreamOf(answer),
      message: 'Jira no longer knows the place to continue from.',
      remedy: 'Read again from the start, without a cursor.',
    });
  }
  return rejectedJql(words, answer);
}

export function rejectedJql(words: string, answer: HttpAnswer): ConnectorFault {
  return new ConnectorFault('invalid_config', {
    upstream: upstreamOf(answer),
    field: '/base_search',
    message: `Jira does not accept the JQL filter: ${inItsWords(words)}`,
    remedy: 'Try the filter in the issue search of Jira and copy it from there.',
  });
}

const complaintShape = z.looseObject({
  errorMessages: z.array(z.string()).default([]),
  errors: z.record(z.string(), z.unknown()).default({}),
  message: z.string().default(''),
  error: z.string().default(''),
});

/** All that Jira and the gateway before it say in an error, in one text; the plain body where it is not JSON. */
function complaint(answer: HttpAnswer): string {
  const body = bodyAs(answer, complaintShape);
  if (!body) return answer.status < 400 ? '' : answer.text.slice(0, 1000);
  return [...body.errorMessages, ...Object.values(body.errors).map(String), body.message, body.error]
    .filter(Boolean)
    .join(' ');
}
