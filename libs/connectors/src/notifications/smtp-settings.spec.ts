import type { Settings } from '@ims/connector-sdk';
import { describe, expect, it } from 'vitest';
import { normalizeSmtp, smtpForm } from './smtp-settings.ts';

function settings(base_url: string, provider_metadata: Settings['provider_metadata'] = {}): Settings {
  return { base_url, provider_metadata, username: null, base_search: null, model: null, model_config: {} };
}

describe('normalizeSmtp', () => {
  it.each([
    ['smtp.company.com', 'smtp://smtp.company.com:587'],
    ['smtp.company.com:465', 'smtps://smtp.company.com:465'],
    ['https://smtp.company.com:587', 'smtp://smtp.company.com:587'],
    ['https://smtp.company.com', 'smtp://smtp.company.com:587'],
    ['smtps://SMTP.company.com/', 'smtps://smtp.company.com:465'],
    ['smtp://smtp.company.com:25', 'smtp://smtp.company.com:25'],
    ['smtp://smtp.company.com:465', 'smtp://smtp.company.com:465'],
    ['smtp://[::1]:2525', 'smtp://[::1]:2525'],
    ['mail server', 'mail server'],
  ])('reads %s', (typed, address) => {
    const once = normalizeSmtp(settings(typed));
    expect(once.base_url).toBe(address);
    expect(normalizeSmtp(once)).toEqual(once);
  });

  it('takes address fields apart as mail programs write them', () => {
    const { provider_metadata } = normalizeSmtp(
      settings('smtp://m.example', {
        from: 'Integrations <ims@m.example>',
        to: 'Ops <ops@m.example>; dev@m.example, ',
        team: 1,
      }),
    );
    expect(provider_metadata).toEqual({
      from: 'ims@m.example',
      from_name: 'Integrations',
      to: ['ops@m.example', 'dev@m.example'],
      team: 1,
    });
  });

  it('keeps what is no address, for the check to point at', () => {
    const { provider_metadata } = normalizeSmtp(
      settings('smtp://m.example', { from: 'nobody', to: ['nobody', 'a@m.example'] }),
    );
    expect(provider_metadata).toMatchObject({ from: 'nobody', to: ['nobody', 'a@m.example'] });
  });
});

describe('smtpForm', () => {
  const fine = { from: 'ims@m.example', to: ['ops@m.example'] };

  it('requires TLS unless told', () => {
    expect(smtpForm.read(settings('smtp://m.example:587', fine)).provider_metadata.security).toBe('tls');
  });

  it.each([
    [{ ...fine, from: 'ims@m.example\r\nBcc: all@m.example' }, '/provider_metadata/from'],
    [{ ...fine, to: ['ops@m.example>\r\nDATA'] }, '/provider_metadata/to/0'],
    [{ ...fine, to: [] }, '/provider_metadata/to'],
    [{ ...fine, from_name: 'A\r\nBcc: all@m.example' }, '/provider_metadata/from_name'],
    [{ ...fine, security: 'off' }, '/provider_metadata/security'],
  ])('refuses %j', (metadata, field) => {
    expect(() => smtpForm.read(settings('smtp://m.example:587', metadata))).toThrow(
      expect.objectContaining({ errorClass: 'invalid_config', field }),
    );
  });

  it('refuses an address that is not of a mail server', () => {
    expect(() => smtpForm.read(settings('https://m.example', fine))).toThrow(
      expect.objectContaining({ field: '/base_url' }),
    );
  });
});
