import { screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { session } from '../../shared/api.ts';
import { aProblem, aSession, FakeApi } from '../../testing/fake-api.ts';
import { renderPage } from '../../testing/render-page.tsx';
import { loginSearch } from './login.search.ts';
import { LoginPage } from './login-page.tsx';

const LOGIN = 'POST /api/v1/auth/login';

async function renderLogin(address = '/login') {
  const page = await renderPage({ path: 'login', page: LoginPage, search: loginSearch, signedIn: false, address });
  const fill = async (email: string, password: string) => {
    await page.user.type(screen.getByLabelText('E-mail'), email);
    await page.user.type(screen.getByLabelText('Password'), password);
  };
  const submit = () => page.user.click(screen.getByRole('button', { name: 'Sign in' }));
  return { ...page, fill, submit };
}

describe('signing in', () => {
  let api: FakeApi;

  beforeEach(() => {
    api = new FakeApi({ [LOGIN]: () => Response.json(aSession()) });
  });

  it('opens a session', async () => {
    const { fill, submit } = await renderLogin();
    await fill('wanda@wex.example', 'a-password');
    await submit();
    await waitFor(() => expect(session.state().user?.name).toBe('Wanda'));
    expect(api.sentTo(LOGIN)[0]?.body).toEqual({ email: 'wanda@wex.example', password: 'a-password' });
  });

  it('asks for what is missing without asking the server', async () => {
    const { submit } = await renderLogin();
    await submit();
    expect(screen.getByText('Enter your e-mail address.')).toBeVisible();
    expect(screen.getByText('Enter your password.')).toBeVisible();
    expect(api.sentTo(LOGIN)).toHaveLength(0);
  });

  it('asks for the tenant only those who say that they belong to several', async () => {
    const { user, fill, submit } = await renderLogin();
    expect(screen.queryByLabelText('Tenant')).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'I belong to several tenants' }));
    await fill('wanda@wex.example', 'a-password');
    await user.type(screen.getByLabelText('Tenant'), 'apple');
    await submit();
    await waitFor(() => expect(api.sentTo(LOGIN)[0]?.body).toMatchObject({ tenant: 'apple' }));
  });

  it('knows the tenant that the address names', async () => {
    await renderLogin('/login?tenant=apple');
    expect(screen.getByLabelText('Tenant')).toHaveValue('apple');
  });

  it('tells that the credentials do not match, and lets the password be typed over', async () => {
    const detail = 'E-mail, password or tenant is wrong.';
    api.on(LOGIN, () => aProblem({ status: 401, code: 'unauthenticated', detail }));
    const { fill, submit } = await renderLogin();
    await fill('wanda@wex.example', 'wrong');
    await submit();
    expect(await screen.findByRole('alert')).toHaveTextContent(detail);
    expect(screen.getByLabelText('Password')).toHaveFocus();
  });

  it('puts the problem of a field on the field', async () => {
    const errors = [{ pointer: '/email', code: 'invalid', message: 'must be an e-mail address' }];
    api.on(LOGIN, () => aProblem({ status: 422, errors }));
    const { fill, submit } = await renderLogin();
    await fill('wanda', 'a-password');
    await submit();
    expect(await screen.findByText('Must be an e-mail address.')).toBeVisible();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('tells how long signing in is paused, and waits', async () => {
    api.on(LOGIN, () => aProblem({ status: 429, code: 'too_many_requests' }, { 'Retry-After': '125' }));
    const { fill, submit } = await renderLogin();
    await fill('wanda@wex.example', 'wrong');
    await submit();
    expect(await screen.findByRole('timer')).toHaveTextContent('2 min 5 s');
    expect(screen.getByRole('button', { name: 'Sign in' })).toBeDisabled();
  });

  it('tells that the database is away, with the request id', async () => {
    api.on(LOGIN, () => aProblem({ status: 503, title: 'Not available right now', detail: 'The database is away.' }));
    const { fill, submit } = await renderLogin();
    await fill('wanda@wex.example', 'a-password');
    await submit();
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The database is away.');
    expect(alert).toHaveTextContent('req-1');
  });
});

describe('coming to the sign-in', () => {
  it('after signing out is confirmed', async () => {
    new FakeApi();
    session.start(aSession());
    await session.signOut();
    await renderLogin();
    expect(screen.getByText('You are signed out.')).toBeVisible();
  });

  it('because the session ended elsewhere is explained', async () => {
    new FakeApi({ 'POST /api/v1/auth/refresh': () => aProblem({ status: 401, code: 'unauthenticated' }) });
    session.start(aSession());
    await session.renew();
    await renderLogin('/login?to=/audit');
    expect(screen.getByText('Your session has ended')).toBeVisible();
    expect(screen.getByText(/to go on where you were/)).toBeVisible();
  });
});

describe('the address of the sign-in', () => {
  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'does not lead on to %s',
    (to) => {
      expect(loginSearch({ to })).toEqual({});
    },
  );

  it('leads on to a page of this application', () => {
    expect(loginSearch({ to: '/audit?action=member.created' })).toEqual({ to: '/audit?action=member.created' });
  });
});
