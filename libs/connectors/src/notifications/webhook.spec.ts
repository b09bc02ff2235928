import { expect, it } from 'vitest';
import { webhook } from './webhook.ts';

const settings = {
  base_url: 'https://company.example/hook?team=7',
  username: null,
  base_search: null,
  model: null,
  model_config: {},
  provider_metadata: {},
};

it('keeps the query of the address, which belongs to the receiver', () => {
  expect(webhook.normalize?.(settings, ' whsec_c2VjcmV0 ')).toEqual({ settings, secret: 'whsec_c2VjcmV0' });
});

it('takes an address without a scheme', () => {
  const { settings: normal } = webhook.normalize?.({ ...settings, base_url: ' company.example/hook ' }) ?? { settings };
  expect(normal.base_url).toBe('https://company.example/hook');
});

it('points at a secret that says it is base64 and is not', () => {
  expect(() => webhook.normalize?.(settings, 'whsec_***')).toThrow(
    expect.objectContaining({ errorClass: 'invalid_config', field: '/password' }),
  );
});
