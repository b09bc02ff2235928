import type { Integration } from '@ims/api-client';
import { ActionIcon, Button } from '@mantine/core';
import {
  IconDots,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlugConnected,
  IconTrash,
} from '@tabler/icons-react';
import { ActionMenu } from '../../../shared/action-menu.tsx';
import { ButtonLink } from '../../../shared/links.tsx';
import { useMay } from '../../../shared/me.ts';
import { useActivation } from '../browse/use-activation.ts';
import type { StoredTest } from '../use-stored-test.ts';

interface DetailActionsProps {
  integration: Integration;
  test: StoredTest;
  onDelete: () => void;
}

/** What somebody who may write can do with an integration. */
export function DetailActions({ integration, test, onDelete }: DetailActionsProps) {
  const { id, active, display_name } = integration;
  const mayWrite = useMay()('integrations:write');
  const activate = useActivation();
  if (!mayWrite) return null;
  const groups = [
    [
      {
        label: active ? 'Deactivate' : 'Activate',
        icon: active ? IconPlayerPause : IconPlayerPlay,
        onSelect: () => void activate(integration, !active),
      },
    ],
    [{ label: 'Delete…', icon: IconTrash, danger: true, onSelect: onDelete }],
  ];
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPlugConnected size={15} aria-hidden />}
        loading={test.test?.state === 'running'}
        onClick={test.start}
      >
        Test connection
      </Button>
      <ButtonLink to="/integrations" search={{ edit: id }} leftSection={<IconPencil size={15} aria-hidden />}>
        Edit
      </ButtonLink>
      <ActionMenu groups={groups}>
        <ActionIcon size={30} aria-label={`More actions for ${display_name}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </ActionMenu>
    </>
  );
}
