import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { anIntegration } from '../testing/an-integration.ts';
import { FakeIntegrations } from '../testing/fake-integrations.ts';
import { renderIntegrations } from '../testing/render-integrations.ts';

async function askToDelete(api: FakeIntegrations) {
  const { user } = await renderIntegrations();
  await user.click(await screen.findByRole('button', { name: 'Actions for Team model' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Delete…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Delete Team model?' });
  return { api, user, dialog };
}

const model = () =>
  anIntegration({ id: 5, version: 2, provider: 'openai', display_name: 'Team model', type: 'ai_provider' });

describe('deleting an integration', () => {
  it('names it, and sends the version that was seen', async () => {
    const { api, user, dialog } = await askToDelete(new FakeIntegrations([model()]));
    await user.click(within(dialog).getByRole('button', { name: 'Delete Team model' }));
    await waitFor(() => expect(api.rows).toEqual([]));
    expect(api.lastSent('DELETE').headers.get('If-Match')).toBe('"2"');
    expect(await screen.findByText('Connect your first system')).toBeVisible();
  });

  it('lists what uses it, and unlinks that only when told to', async () => {
    const api = new FakeIntegrations([model()]);
    const used_by = [{ kind: 'fallback', id: 9, name: 'Gateway' }];
    api.refuseNext('DELETE /api/v1/admin/integrations/5', { status: 409, code: 'integration_in_use', used_by });
    const { user, dialog } = await askToDelete(api);
    await user.click(within(dialog).getByRole('button', { name: 'Delete Team model' }));
    expect(await within(dialog).findByText('Gateway')).toBeVisible();
    expect(api.lastSent('DELETE').search.get('force')).toBe('false');
    await user.click(within(dialog).getByRole('button', { name: 'Unlink and delete' }));
    await waitFor(() => expect(api.rows).toEqual([]));
    expect(api.lastSent('DELETE').search.get('force')).toBe('true');
  });

  it('tells when somebody changed it meanwhile, before it is deleted after all', async () => {
    const api = new FakeIntegrations([model()]);
    const { user, dialog } = await askToDelete(api);
    api.changedElsewhere(5, { model: 'gpt-5' });
    await user.click(within(dialog).getByRole('button', { name: 'Delete Team model' }));
    expect(await within(dialog).findByRole('alert')).toBeVisible();
    await user.click(within(dialog).getByRole('button', { name: 'Delete Team model' }));
    await waitFor(() => expect(api.rows).toEqual([]));
    expect(api.lastSent('DELETE').headers.get('If-Match')).toBe('"3"');
  });
});
