import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { connectApi, session } from '../shared/api.ts';
import { aProblem, aSession, FakeApi } from '../testing/fake-api.ts';
import { followSession } from './follow-session.ts';
import { Providers } from './providers.tsx';
import { createQueryClient } from './query-client.ts';
import { createAppRouter } from './router.tsx';

connectApi();

const over = () => aProblem({ status: 401, code: 'unauthenticated' });

/** The whole application at an address. */
function renderApp(address: string) {
  const queryClient = createQueryClient();
  const history = createMemoryHistory({ initialEntries: [address] });
  const router = createAppRouter({ queryClient, session }, history);
  followSession({ queryClient, session, router });
  render(
    <Providers queryClient={queryClient}>
      <RouterProvider router={router} />
    </Providers>,
  );
  return { user: userEvent.setup(), address: () => history.location.href };
}

describe('nobody signed in', () => {
  beforeEach(async () => {
    new FakeApi({ 'POST /api/v1/auth/refresh': over });
    session.start(aSession());
    await session.renew();
  });

  it('leads to the sign-in, and from there to the page that was wanted', async () => {
    const { user, address } = renderApp('/audit?actor=wanda');
    await screen.findByRole('heading', { name: /Sign in/ });
    expect(address()).toBe('/login?to=%2Faudit%3Factor%3Dwanda');
    new FakeApi({
      'POST /api/v1/auth/login': () => Response.json(aSession()),
      'GET /api/v1/admin/audit': () => Response.json([]),
    });
    await user.type(screen.getByLabelText('E-mail'), 'wanda@wex.example');
    await user.type(screen.getByLabelText('Password'), 'a-password');
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(await screen.findByRole('heading', { name: 'Audit log' })).toBeVisible();
    expect(address()).toBe('/audit?actor=wanda');
  });
});

describe('somebody signed in', () => {
  it('sees their name, their tenant and all that an admin may', async () => {
    new FakeApi();
    session.start(aSession());
    renderApp('/settings');
    const navigation = await screen.findByRole('navigation', { name: 'Main' });
    expect(navigation).toHaveTextContent('IntegrationsUsageConnectorsAudit logAccessSettings');
    expect(screen.getByRole('button', { name: /Wanda.*account menu/ })).toBeVisible();
    expect(screen.getByRole('link', { name: 'Settings' })).toHaveAttribute('aria-current', 'page');
  });

  it('is offered nothing that their role may not do, and told so at its address', async () => {
    new FakeApi({}, 'viewer');
    session.start(aSession('viewer'));
    renderApp('/audit');
    expect(await screen.findByText('Your role may not open this page')).toBeVisible();
    expect(screen.getByRole('navigation', { name: 'Main' })).toHaveTextContent('IntegrationsConnectorsSettings');
  });

  it('who may only look is not told what AI costs', async () => {
    const api = new FakeApi({}, 'viewer');
    session.start(aSession('viewer'));
    renderApp('/usage');
    expect(await screen.findByText('Your role may not open this page')).toBeVisible();
    expect(api.sent.filter(({ path }) => /usage|budgets/.test(path))).toEqual([]);
  });

  it('is led to the sign-in with the reason when the session ended elsewhere', async () => {
    const api = new FakeApi({ 'POST /api/v1/auth/refresh': over });
    session.start(aSession());
    const { address } = renderApp('/settings');
    await screen.findByRole('navigation', { name: 'Main' });
    api.on('GET /api/v1/admin/integrations', over);
    await session.renew();
    expect(await screen.findByText('Your session has ended')).toBeVisible();
    expect(address()).toBe('/login?to=%2Fsettings');
  });

  it('signs out without being led back', async () => {
    new FakeApi();
    session.start(aSession());
    const { address } = renderApp('/settings');
    await screen.findByRole('navigation', { name: 'Main' });
    await session.signOut();
    expect(await screen.findByText('You are signed out.')).toBeVisible();
    await waitFor(() => expect(address()).toBe('/login'));
  });

  it('finds nothing at an address that is none', async () => {
    new FakeApi();
    session.start(aSession());
    renderApp('/nowhere');
    expect(await screen.findByText('There is nothing at this address')).toBeVisible();
  });
});

describe('the server away at the start', () => {
  it('is said, and tried again', async () => {
    const api = new FakeApi({
      'GET /api/v1/auth/me': () => aProblem({ status: 503, title: 'Not available right now', code: 'unavailable' }),
    });
    session.start(aSession());
    const { user } = renderApp('/settings');
    expect(await screen.findByRole('alert')).toHaveTextContent('Not available right now');
    new FakeApi();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { name: 'Settings' })).toBeVisible();
    expect(api.sentTo('GET /api/v1/auth/me')).toHaveLength(1);
  });
});
