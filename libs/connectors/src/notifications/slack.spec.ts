import { expect, it } from 'vitest';
import { slack } from './slack.ts';

const settings = {
  base_url: 'https://hooks.slack.com',
  username: null,
  base_search: null,
  model: null,
  model_config: {},
  provider_metadata: {},
};
const path = '/services/T0/B0/abc';

it.each([
  ['https://hooks.slack.com/services/T0/B0/abc', undefined, 'https://hooks.slack.com', path],
  ['https://hooks.slack.com/services/T0/B0/abc/', 'old', 'https://hooks.slack.com', path],
  ['http://127.0.0.1:9/slack/services/T0/B0/abc', undefined, 'http://127.0.0.1:9/slack', path],
  ['https://hooks.slack.com', 'https://hooks.slack.com/services/T0/B0/abc', 'https://hooks.slack.com', path],
  ['https://hooks.slack.com/', '/services/T0/B0/abc', 'https://hooks.slack.com', path],
  ['hooks.slack.com', ' services/T0/B0/abc ', 'https://hooks.slack.com', path],
  ['https://hooks.slack.com', 'T0/B0/abc', 'https://hooks.slack.com', path],
  ['https://hooks.slack.com', undefined, 'https://hooks.slack.com', undefined],
])('takes %s and %s apart', (base_url, secret, base, wanted) => {
  const once = slack.normalize?.({ ...settings, base_url }, secret);
  expect(once).toEqual({ settings: { ...settings, base_url: base }, secret: wanted });
  expect(once && slack.normalize?.(once.settings, once.secret)).toEqual(once);
});
