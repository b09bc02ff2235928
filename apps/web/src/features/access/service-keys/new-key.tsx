import { Button, CopyButton, Group, Stack } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { Notice } from '../../../shared/problem-notice.tsx';
import classes from './new-key.module.css';

/** A key in clear, this once. */
export function NewKey({ value, onDone }: { value: string; onDone: () => void }) {
  return (
    <Stack gap="md">
      <Notice tone="warn" title="Copy the key now">
        It is shown this once and kept nowhere in clear. Put it where your program reads its secrets; if it gets lost,
        make another and revoke this one.
      </Notice>
      <div className={classes.key}>
        <code>{value}</code>
        <CopyButton value={value} timeout={2000}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
              onClick={copy}
              data-autofocus
            >
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </div>
      <p className={classes.use}>
        The program sends it with each request: <code>Authorization: Bearer ims_sk_…</code>
      </p>
      <Group justify="flex-end">
        <Button onClick={onDone}>I have copied it</Button>
      </Group>
    </Stack>
  );
}
