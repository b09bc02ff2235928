import { Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRef, useState } from 'react';
import { fieldErrors, hasFormProblem } from '../../shared/field-problems.ts';
import { waitingTime } from '../../shared/format.ts';
import type { ApiProblem } from '../../shared/problem.ts';
import { Notice, ProblemNotice } from '../../shared/problem-notice.tsx';
import { useCountdown } from '../../shared/use-countdown.ts';
import { useLogin } from './auth.queries.ts';
import classes from './login-page.module.css';

const fields = ['email', 'password', 'tenant'] as const;

export function LoginForm({ tenant = '' }: { tenant?: string }) {
  const login = useLogin();
  const wait = useCountdown();
  const [asksTenant, setAsksTenant] = useState(tenant !== '');
  const password = useRef<HTMLInputElement>(null);
  const form = useForm({
    initialValues: { email: '', password: '', tenant },
    validate: {
      email: (text) => (text.trim() === '' ? 'Enter your e-mail address.' : null),
      password: (text) => (text === '' ? 'Enter your password.' : null),
    },
  });

  const failed = (problem: ApiProblem) => {
    form.setErrors(fieldErrors(problem, fields));
    if (problem.status === 429) wait.start(problem.retry_after_s ?? 60);
    if (problem.status === 401) {
      password.current?.focus();
      password.current?.select();
    }
  };
  const submit = form.onSubmit(({ tenant: slug, ...credentials }) =>
    login.mutate(
      { body: { ...credentials, ...(asksTenant && slug.trim() ? { tenant: slug.trim() } : {}) } },
      { onError: failed },
    ),
  );

  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <Failure problem={login.error} waiting={wait.left} />
      <TextInput label="E-mail" type="email" autoComplete="username" autoFocus {...form.getInputProps('email')} />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        {...form.getInputProps('password')}
        ref={password}
      />
      {asksTenant ? (
        <TextInput
          label="Tenant"
          description="Its short name, such as acme-eu."
          autoComplete="organization"
          autoFocus={tenant === ''}
          {...form.getInputProps('tenant')}
        />
      ) : (
        <Anchor component="button" type="button" size="sm" onClick={() => setAsksTenant(true)}>
          I belong to several tenants
        </Anchor>
      )}
      <Button type="submit" size="sm" fullWidth loading={login.isPending} disabled={wait.left > 0}>
        Sign in
      </Button>
    </form>
  );
}

function Failure({ problem, waiting }: { problem: ApiProblem | null; waiting: number }) {
  if (problem?.status === 429) return <Throttled seconds={waiting} />;
  if (!problem || !hasFormProblem(problem, fields)) return null;
  if (problem.status !== 401) return <ProblemNotice problem={problem} />;
  return (
    <Notice tone="bad" title="These do not match">
      {problem.detail}
    </Notice>
  );
}

function Throttled({ seconds }: { seconds: number }) {
  if (seconds === 0) return <Notice title="You may try again now" />;
  return (
    <Notice tone="warn" title="Too many sign-in attempts">
      <span>
        To keep guessers out, signing in is paused. You may try again in{' '}
        <span role="timer" aria-live="off" className={classes.timer}>
          {waitingTime(seconds)}
        </span>
        .
      </span>
    </Notice>
  );
}
