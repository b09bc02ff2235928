import type { Member } from '@ims/api-client';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aProblem, FakeApi } from '../../../testing/fake-api.ts';
import { renderPage } from '../../../testing/render-page.tsx';
import { accessSearch } from '../access.search.ts';
import { AccessPage } from '../access-page.tsx';

const aMember = (facts: Partial<Member> & { id: number }): Member => ({
  email: `member${facts.id}@wex.example`,
  name: `Member ${facts.id}`,
  role: 'user',
  last_login_at: null,
  version: 1,
  created_at: '2026-01-01T00:00:00.000Z',
  last_updated_at: '2026-01-01T00:00:00.000Z',
  ...facts,
});

const wanda = aMember({ id: 1, name: 'Wanda', email: 'wanda@wex.example', role: 'admin' });
const uri = aMember({ id: 2, name: 'Uri', email: 'uri@wex.example' });

const MEMBERS = 'GET /api/v1/admin/members';
const CHANGE = 'PUT /api/v1/admin/members/2';

function membersApi(members: Member[] = [wanda, uri], role: 'admin' | 'user' = 'admin') {
  return new FakeApi({ [MEMBERS]: () => Response.json(members) }, role);
}

const renderAccess = (address = '/access') =>
  renderPage({ path: 'access', page: AccessPage, search: accessSearch, address });

const rowOf = async (name: string) => within((await screen.findByText(name)).closest('tr') as HTMLElement);

describe('the people of the tenant', () => {
  it('are listed with their roles and when they were last here', async () => {
    membersApi();
    await renderAccess();
    const row = await rowOf('Uri');
    expect(row.getByText('User')).toBeVisible();
    expect(row.getByText('Never')).toBeVisible();
    expect((await rowOf('Wanda')).getByText('you')).toBeVisible();
  });

  it('can be searched, by the address too', async () => {
    membersApi();
    const { user, address } = await renderAccess('/access?q=uri%40');
    await screen.findByText('Uri');
    expect(screen.queryByText('Wanda')).not.toBeInTheDocument();
    await user.clear(screen.getByLabelText('Search by name or e-mail'));
    expect(await screen.findByText('Wanda')).toBeVisible();
    expect(address()).toBe('/access');
  });

  it('that nobody matches offers to clear the search', async () => {
    membersApi();
    const { user } = await renderAccess('/access?q=nobody');
    await user.click(await screen.findByRole('button', { name: 'Clear the search' }));
    expect(await screen.findByText('Uri')).toBeVisible();
  });

  it('cannot be changed by those who may only read', async () => {
    membersApi([wanda, uri], 'user');
    await renderAccess();
    await screen.findByText('Uri');
    expect(screen.queryByRole('button', { name: 'Add person' })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Actions for Uri' })).not.toBeInTheDocument();
  });

  it('that cannot be loaded are asked for again', async () => {
    const api = membersApi();
    api.on(MEMBERS, () => aProblem({ status: 500, title: 'Something went wrong on our side' }));
    const { user } = await renderAccess();
    expect(await screen.findByRole('alert')).toHaveTextContent('req-1');
    api.on(MEMBERS, () => Response.json([uri]));
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Uri')).toBeVisible();
  });
});

describe('adding a person', () => {
  it('sends what was typed, with a password made up', async () => {
    const api = membersApi();
    api.on('POST /api/v1/admin/members', () => Response.json(aMember({ id: 3, name: 'Grace' }), { status: 201 }));
    const { user, address } = await renderAccess('/access?add=true');
    await user.type(await screen.findByLabelText('Name'), 'Grace');
    await user.type(screen.getByLabelText('E-mail'), 'grace@wex.example');
    await user.click(screen.getByRole('radio', { name: /Viewer/ }));
    await user.click(screen.getByRole('button', { name: 'Make one up' }));
    await user.click(screen.getByRole('button', { name: 'Add' }));
    await waitFor(() => expect(address()).toBe('/access'));
    expect(api.sentTo('POST /api/v1/admin/members')[0]?.body).toEqual({
      name: 'Grace',
      email: 'grace@wex.example',
      role: 'viewer',
      password: expect.stringMatching(/^[A-Za-z2-9]{20}$/),
    });
  });

  it('asks before what was typed is lost', async () => {
    membersApi();
    const { user, address } = await renderAccess('/access?add=true');
    await user.type(await screen.findByLabelText('Name'), 'Grace');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await user.click(await screen.findByRole('button', { name: 'Keep editing' }));
    expect(screen.getByLabelText('Name')).toHaveValue('Grace');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await user.click(await screen.findByRole('button', { name: 'Discard changes' }));
    await waitFor(() => expect(address()).toBe('/access'));
  });

  it('tells that the address is taken', async () => {
    const detail = 'uri@wex.example is a member already. Change their role instead.';
    const api = membersApi();
    api.on('POST /api/v1/admin/members', () => aProblem({ status: 409, code: 'member_exists', detail }));
    const { user } = await renderAccess('/access?add=true');
    await user.type(await screen.findByLabelText('Name'), 'Uri');
    await user.type(screen.getByLabelText('E-mail'), 'uri@wex.example');
    await user.click(screen.getByRole('button', { name: 'Make one up' }));
    await user.click(screen.getByRole('button', { name: 'Add' }));
    expect(await screen.findByText(detail)).toBeVisible();
  });
});

describe('changing a person', () => {
  it('goes with the version the form was filled from', async () => {
    const api = membersApi();
    api.on(CHANGE, () => Response.json({ ...uri, role: 'admin', version: 2 }));
    const { user, address } = await renderAccess('/access?change=2');
    await user.click(await screen.findByRole('radio', { name: /Admin/ }));
    expect(screen.getByText(/ends the sessions of Uri/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(address()).toBe('/access'));
    const [sent] = api.sentTo(CHANGE);
    expect(sent?.headers.get('If-Match')).toBe('"1"');
    expect(sent?.body).toMatchObject({ role: 'admin' });
  });

  it('that somebody else changed first can be saved over it, or given up for theirs', async () => {
    const api = membersApi();
    api.on(CHANGE, ({ headers }) =>
      headers.get('If-Match') === '"2"' ? Response.json(uri) : aProblem({ status: 412, code: 'stale_version' }),
    );
    const { user, address } = await renderAccess('/access?change=2');
    await user.type(await screen.findByLabelText('Name'), ' N.');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Uri changed while you were editing')).toBeVisible();
    api.on(MEMBERS, () => Response.json([wanda, { ...uri, name: 'Uri Nakamura', version: 2 }]));
    await user.click(screen.getByRole('button', { name: 'Save mine anyway' }));
    await waitFor(() => expect(address()).toBe('/access'));
    expect(api.sentTo(CHANGE).map(({ headers, body }) => [headers.get('If-Match'), body])).toEqual([
      ['"1"', { email: uri.email, name: 'Uri N.', role: 'user' }],
      ['"2"', { email: uri.email, name: 'Uri N.', role: 'user' }],
    ]);
  });

  it('takes over what somebody else saved', async () => {
    const api = membersApi();
    api.on(CHANGE, () => aProblem({ status: 412, code: 'stale_version' }));
    const { user } = await renderAccess('/access?change=2');
    await user.type(await screen.findByLabelText('Name'), ' N.');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    api.on(MEMBERS, () => Response.json([wanda, { ...uri, name: 'Uri Nakamura', version: 2 }]));
    await user.click(await screen.findByRole('button', { name: 'Load theirs' }));
    await waitFor(() => expect(screen.getByLabelText('Name')).toHaveValue('Uri Nakamura'));
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled();
  });
});

describe('removing a person', () => {
  it('asks first, and says what it means to remove oneself', async () => {
    membersApi();
    await renderAccess('/access?remove=1');
    expect(await screen.findByText(/This is you. You lose access at once/)).toBeVisible();
  });

  it('explains that the last admin cannot be removed', async () => {
    const detail = 'Wanda is the last admin. Make somebody else an admin first.';
    const api = membersApi();
    api.on('DELETE /api/v1/admin/members/1', () => aProblem({ status: 409, code: 'last_admin', detail }));
    const { user } = await renderAccess('/access?remove=1');
    await user.click(await screen.findByRole('button', { name: 'Remove' }));
    expect(await screen.findByText(detail)).toBeVisible();
  });
});
