import { getRouteApi } from '@tanstack/react-router';
import { session } from '../../shared/api.ts';
import { Notice } from '../../shared/problem-notice.tsx';
import { LoginForm } from './login-form.tsx';
import classes from './login-page.module.css';

const route = getRouteApi('/login');

export function LoginPage() {
  const { tenant, to } = route.useSearch();
  const { end } = session.state();
  return (
    <main className={classes.page}>
      <title>Sign in · Integration Management</title>
      <div className={classes.column}>
        <img src="/favicon.svg" alt="" width={36} height={36} />
        <h1 className={classes.title}>Sign in to Integration Management</h1>
        {end === 'ended-elsewhere' && (
          <Notice title="Your session has ended">
            It ran out, or it was ended elsewhere: by a change of your password or role, or by an admin. Sign in to
            {to ? ' go on where you were.' : ' go on.'}
          </Notice>
        )}
        {end === 'signed-out' && <Notice>You are signed out.</Notice>}
        <LoginForm tenant={tenant} />
      </div>
    </main>
  );
}
