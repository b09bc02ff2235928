import { ConnectorFault, type HttpAnswer, retryTime, upstreamOf } from '@ims/connector-sdk';

/** GitHub bans whoever keeps calling; without a named time it wants at least a minute of silence. */
const silenceMs = 60_000;

/**
 * GitHub limits with 429 and with 403 alike. `retry-after` goes first; else an exhausted quota names the moment it is
 * refilled; else it is a secondary limit, known by its words alone, and the refill of the quota says nothing about it.
 */
export function rateLimitOf(answer: HttpAnswer, words: string, now: Date): ConnectorFault | undefined {
  const { headers, status } = answer;
  if (status !== 403 && status !== 429) return undefined;
  const isNamed = headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0';
  if (!isNamed && status !== 429 && !/rate limit|abuse detection/i.test(words)) return undefined;
  const named = isNamed ? retryTime(headers, now) : undefined;
  return new ConnectorFault('rate_limited', {
    upstream: upstreamOf(answer),
    retry_at: named ?? new Date(now.getTime() + silenceMs),
  });
}
