import { login } from '@ims/api-client';
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { session } from '../../shared/api.ts';

export function LoginPage() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  return (
    <Stack>
      <TextInput label="E-mail" value={email} onChange={(e) => setEmail(e.currentTarget.value)} />
      <PasswordInput label="Password" value={password} onChange={(e) => setPassword(e.currentTarget.value)} />
      <Button
        onClick={async () => session.start((await login({ body: { email, password }, throwOnError: true })).data)}
      >
        Sign in
      </Button>
    </Stack>
  );
}
