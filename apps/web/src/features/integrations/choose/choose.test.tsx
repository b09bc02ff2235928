import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aProblem } from '../../../testing/fake-api.ts';
import { anIntegration } from '../testing/an-integration.ts';
import { FakeIntegrations } from '../testing/fake-integrations.ts';
import { renderIntegrations } from '../testing/render-integrations.ts';
import { someConnectors } from '../testing/some-connectors.ts';

async function choose(rows = [anIntegration({ id: 3, provider: 'openai' })]) {
  const api = new FakeIntegrations(rows);
  const page = await renderIntegrations('/integrations?create=');
  const dialog = within(await screen.findByRole('dialog'));
  await dialog.findByRole('link', { name: /^Jira Cloud/ });
  const names = () => dialog.getAllByRole('link').map((link) => link.textContent);
  return { api, dialog, names, ...page };
}

describe('the catalogue', () => {
  it('shows what can be connected by type, each with its sentence', async () => {
    const { dialog, names } = await choose();
    const headings = dialog.getAllByRole('heading', { level: 3 }).map(({ textContent }) => textContent);
    expect(headings).toEqual(['Data sources', 'AI providers', 'Notifications']);
    expect(names()).toHaveLength(7);
    expect(dialog.getByText('Reads issues from a Jira site at atlassian.net.')).toBeVisible();
  });

  it('leads to the form, or to the integration that is connected already', async () => {
    const { dialog } = await choose();
    expect(dialog.getByRole('link', { name: /^Jira Cloud/ })).toHaveAttribute('href', '/integrations?create=jira');
    const connected = dialog.getByRole('link', { name: /^OpenAI/ });
    expect(await within(connected).findByText('Connected')).toBeVisible();
    expect(connected).toHaveAttribute('href', '/integrations?edit=3');
  });

  it('says why it cannot be shown, and tries again', async () => {
    const api = new FakeIntegrations([anIntegration({ display_name: 'Team Jira' })]);
    api.connectors = () => aProblem({ status: 500, title: 'Something went wrong' });
    const { user } = await renderIntegrations('/integrations?create=');
    const dialog = within(await screen.findByRole('dialog'));
    const again = await dialog.findByRole('button', { name: 'Try again' });
    api.connectors = () => Response.json(someConnectors());
    await user.click(again);
    expect(await dialog.findByRole('link', { name: /^Jira Cloud/ })).toBeVisible();
  });
});

describe('the keyboard', () => {
  it('searches, goes to the cards with the arrows, and opens with Enter', async () => {
    const { user, dialog, address } = await choose();
    await user.type(dialog.getByLabelText('Search systems'), 'api');
    await user.keyboard('{ArrowDown}');
    expect(dialog.getByRole('link', { name: /^REST API/ })).toHaveFocus();
    await user.keyboard('{ArrowRight}');
    expect(dialog.getByRole('link', { name: /^Custom AI API/ })).toHaveFocus();
    await user.keyboard('{End}{ArrowLeft}{Enter}');
    expect(address()).toBe('/integrations?create=custom_ai');
  });

  it('goes on in the search with what is typed on a card', async () => {
    const { user, dialog, names } = await choose();
    dialog.getByRole('link', { name: /^Jira Cloud/ }).focus();
    await user.keyboard('smtp');
    expect(dialog.getByLabelText('Search systems')).toHaveValue('smtp');
    expect(names()).toEqual([expect.stringContaining('E-mail (SMTP)'), expect.stringContaining('Connect “smtp”')]);
  });
});

describe('another system', () => {
  it('is typed into the form, with its type', async () => {
    const { user, dialog, address } = await choose();
    await user.click(dialog.getByRole('link', { name: /^Another system: type a provider/ }));
    expect(address()).toBe('/integrations?create=*');
    expect(await screen.findByLabelText(/^Provider/)).toHaveFocus();
    expect(screen.getByRole('combobox', { name: /^Type/ })).toHaveValue('Data source');
  });
});
