import { bodyAs, ConnectorFault, type HttpAnswer, inItsWords, upstreamOf } from '@ims/connector-sdk';
import { z } from 'zod';
import { rateLimitOf } from './rate-limit.ts';

const complaintShape = z.looseObject({
  message: z.string(),
  errors: z.array(z.union([z.string(), z.looseObject({ message: z.string().optional() })])).optional(),
});

/** What answers of GitHub mean that their status alone does not tell. */
export function explainGithub(answer: HttpAnswer, now: Date): ConnectorFault | undefined {
  if (answer.status < 400) return undefined;
  const words = bodyAs(answer, complaintShape)?.message ?? '';
  const limited = rateLimitOf(answer, words, now);
  if (limited) return limited;
  const upstream = upstreamOf(answer);
  if (answer.status === 401 && /expired/i.test(words)) return new ConnectorFault('auth_expired', { upstream });
  if (answer.status !== 403) return undefined;
  if (answer.headers['x-github-sso']) return ssoRequired(answer);
  const needed = answer.headers['x-accepted-github-permissions'];
  const message = words ? `GitHub refuses: ${inItsWords(words)}` : undefined;
  const remedy = needed ? `Give the token or the App the permission ${inItsWords(needed)}` : undefined;
  return new ConnectorFault('permission_missing', { upstream, message, remedy });
}

/** Says of a search that GitHub refuses what is wrong with the filter. */
export function explainFilter(answer: HttpAnswer): ConnectorFault | undefined {
  if (answer.status !== 422) return undefined;
  const body = bodyAs(answer, complaintShape);
  const details = (body?.errors ?? []).map((error) => (typeof error === 'string' ? error : (error.message ?? '')));
  const words = [body?.message, ...details].filter(Boolean).join(': ');
  return new ConnectorFault('invalid_config', {
    upstream: upstreamOf(answer),
    field: '/base_search',
    message: `GitHub does not accept the repository filter: ${inItsWords(words)}`,
    remedy: 'Try the filter in the search of GitHub. A repository or owner in it may not exist, or not be ours to see.',
  });
}

/** GitHub hides what it does not let us see, so that a repository without permission looks like none. */
export function explainRepository(name: string, answer: HttpAnswer): ConnectorFault | undefined {
  if (answer.status !== 404) return undefined;
  return new ConnectorFault('permission_missing', {
    upstream: upstreamOf(answer),
    field: '/base_search',
    message: `The repository ${name} does not exist, or we may not see it; GitHub answers the same to both.`,
    remedy: 'Check the name, and that the token or the App has access to this repository.',
  });
}

/** Organisations that a token without single sign-on is kept out of, while the rest is answered. */
export function hiddenBySso(answer: HttpAnswer): boolean {
  return answer.headers['x-github-sso']?.startsWith('partial-results') ?? false;
}

function ssoRequired(answer: HttpAnswer): ConnectorFault {
  const url = /url=(https?:\/\/[^\s;,]+)/.exec(answer.headers['x-github-sso'] ?? '')?.[1];
  return new ConnectorFault('sso_required', {
    upstream: upstreamOf(answer),
    remedy: url && url.length < 500 ? `Authorise the token at ${url}` : undefined,
  });
}

/**
 * When the token ends. The header holds `2026-08-14 08:15:54 UTC` or an offset instead of the zone; with fine-grained
 * tokens it has been seen to hold the time of the call, which a token that was just accepted proves wrong.
 */
export function tokenExpiry(answer: HttpAnswer, now: Date): Date | undefined {
  const text = answer.headers['github-authentication-token-expiration'];
  const [, day, time, zone] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (UTC|[+-]\d{4})$/.exec(text?.trim() ?? '') ?? [];
  if (!day || !zone) return undefined;
  const at = new Date(`${day}T${time}${zone === 'UTC' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3)}`}`);
  return at.getTime() > now.getTime() + 60_000 ? at : undefined;
}
