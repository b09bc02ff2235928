import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aProblem, FakeApi, someSettings } from '../../testing/fake-api.ts';
import { renderPage } from '../../testing/render-page.tsx';
import { SettingsPage } from './settings-page.tsx';

const READ = 'GET /api/v1/admin/settings';
const CHANGE = 'PUT /api/v1/admin/settings';

const renderSettings = () => renderPage({ path: 'settings', page: SettingsPage });
const name = () => screen.getByRole('textbox', { name: 'Name' });

describe('the settings', () => {
  it('are saved with the version that was read', async () => {
    const api = new FakeApi({ [CHANGE]: () => Response.json(someSettings({ name: 'WEX Inc.', version: 2 })) });
    const { user } = await renderSettings();
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled();
    await user.type(name(), ' Inc.');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/version 2/)).toBeVisible();
    const [sent] = api.sentTo(CHANGE);
    expect(sent?.headers.get('If-Match')).toBe('"1"');
    expect(sent?.body).toEqual({
      name: 'WEX Inc.',
      accent_color: '#3b5bdb',
      time_zone: 'UTC',
      unknown_price: { policy: 'refuse', input: null, output: null },
    });
  });

  it('show what the accent becomes, and with which contrast', async () => {
    new FakeApi();
    const { user } = await renderSettings();
    const colour = screen.getByRole('textbox', { name: 'Colour' });
    await user.clear(colour);
    await user.type(colour, '#ffd43b');
    const light = within(screen.getByRole('region', { name: 'Preview, light' }));
    expect(light.getAllByText('AA')).toHaveLength(4);
    expect(light.getByText('Text on buttons').parentElement).toHaveTextContent(/\d+\.\d\d : 1/);
  });

  it('find a time zone by the name of a city', async () => {
    const api = new FakeApi({ [CHANGE]: () => Response.json(someSettings({ time_zone: 'America/New_York' })) });
    const { user } = await renderSettings();
    const zone = screen.getByRole('combobox', { name: 'Time zone' });
    await user.clear(zone);
    await user.type(zone, 'new york');
    await user.click(screen.getByRole('option', { name: 'America/New York' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(api.sentTo(CHANGE)[0]?.body).toMatchObject({ time_zone: 'America/New_York' }));
  });

  it('ask for default prices where calls without a price are to be charged', async () => {
    const api = new FakeApi({ [CHANGE]: () => Response.json(someSettings()) });
    const { user } = await renderSettings();
    expect(screen.queryByRole('textbox', { name: 'Input' })).not.toBeInTheDocument();
    await user.click(screen.getByRole('radio', { name: 'Charge a default price' }));
    await user.type(screen.getByRole('textbox', { name: 'Input' }), '2.5');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(screen.getByText('Enter a price; it may be 0.')).toBeVisible();
    expect(api.sentTo(CHANGE)).toHaveLength(0);
    await user.type(screen.getByRole('textbox', { name: 'Output' }), '0');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    const unknown_price = { policy: 'charge', input: 2.5, output: 0 };
    await waitFor(() => expect(api.sentTo(CHANGE)[0]?.body).toMatchObject({ unknown_price }));
  });

  it('put the problem of a price on the price', async () => {
    const errors = [{ pointer: '/unknown_price/output', code: 'too_big', message: 'must be at most 100000' }];
    new FakeApi({
      [READ]: () => Response.json(someSettings({ unknown_price: { policy: 'charge', input: 1, output: 1 } })),
      [CHANGE]: () => aProblem({ status: 422, errors }),
    });
    const { user } = await renderSettings();
    await user.type(screen.getByRole('textbox', { name: 'Output' }), '5');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Must be at most 100000.')).toBeVisible();
  });

  it('refuse an empty name', async () => {
    const api = new FakeApi();
    const { user } = await renderSettings();
    await user.clear(name());
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(screen.getByText('Enter a name.')).toBeVisible();
    expect(api.sentTo(CHANGE)).toHaveLength(0);
  });

  it('put the problem of a field on the field', async () => {
    const errors = [
      { pointer: '/name', code: 'invalid', message: 'holds control or invisible characters; remove them' },
    ];
    new FakeApi({ [CHANGE]: () => aProblem({ status: 422, errors }) });
    const { user } = await renderSettings();
    await user.type(name(), '!');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Holds control or invisible characters; remove them.')).toBeVisible();
  });

  it('cannot be changed by those who may only read', async () => {
    new FakeApi({}, 'viewer');
    await renderSettings();
    expect(screen.getByText('Only an admin can change these settings.')).toBeVisible();
    expect(name()).toHaveAttribute('readonly');
    expect(screen.getByRole('combobox', { name: 'Time zone' })).toHaveAttribute('readonly');
    expect(screen.getByRole('radio', { name: 'Refuse them' })).toBeDisabled();
    expect(screen.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument();
  });
});

describe('settings that somebody else saved first', () => {
  function staleApi() {
    const api = new FakeApi({
      [CHANGE]: ({ headers }) =>
        headers.get('If-Match') === '"2"'
          ? Response.json(someSettings({ name: 'Mine', version: 3 }))
          : aProblem({ status: 412, code: 'stale_version' }),
    });
    return {
      api,
      changeElsewhere: () => api.on(READ, () => Response.json(someSettings({ name: 'Theirs', version: 2 }))),
    };
  }

  async function saveMine() {
    const page = await renderSettings();
    await page.user.clear(name());
    await page.user.type(name(), 'Mine');
    await page.user.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText('The settings changed while you were editing');
    return page;
  }

  it('can be loaded in place of mine', async () => {
    const { changeElsewhere } = staleApi();
    const { user } = await saveMine();
    changeElsewhere();
    await user.click(screen.getByRole('button', { name: 'Load theirs' }));
    await waitFor(() => expect(name()).toHaveValue('Theirs'));
    expect(screen.queryByText(/while you were editing/)).not.toBeInTheDocument();
  });

  it('can be saved over', async () => {
    const { api, changeElsewhere } = staleApi();
    const { user } = await saveMine();
    changeElsewhere();
    await user.click(screen.getByRole('button', { name: 'Save mine anyway' }));
    expect(await screen.findByText(/version 3/)).toBeVisible();
    expect(api.sentTo(CHANGE).at(-1)?.body).toMatchObject({ name: 'Mine' });
  });
});

describe('leaving the settings', () => {
  it('with unsaved changes asks first, and lets one stay', async () => {
    new FakeApi();
    const { user, address, go } = await renderSettings();
    await user.type(name(), '!');
    void go('/access');
    expect(await screen.findByText('Leave without saving?')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Stay' }));
    expect(address()).toBe('/settings');
    expect(name()).toHaveValue('WEX!');
  });

  it('without changes asks nothing', async () => {
    new FakeApi();
    const { address, go } = await renderSettings();
    await go('/access');
    expect(address()).toBe('/access');
  });
});
