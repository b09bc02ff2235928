import { Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { ifOnTop } from '../../../shared/if-on-top.ts';
import { useMay } from '../../../shared/me.ts';
import { EmptyState } from '../../../shared/page-state.tsx';
import { ChooseConnector } from '../choose/choose-connector.tsx';
import { closed, useGo } from '../use-integrations-search.ts';
import classes from './integration-modal.module.css';
import { ModalTitle } from './modal-title.tsx';
import { SaveIntegration } from './save-integration.tsx';

export interface IntegrationModalProps {
  /** The provider to connect; empty while it is being chosen, absent when nothing is connected. */
  create: string | undefined;
  /** The integration to edit. */
  edit: number | undefined;
}

/** Connects a system or edits an integration, as the address says. */
export function IntegrationModal({ create, edit }: IntegrationModalProps) {
  const go = useGo();
  const mayWrite = useMay()('integrations:write');
  const fullScreen = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const [testing, setTesting] = useState(false);
  const close = () => go(closed);
  const opened = create !== undefined || edit !== undefined;
  return (
    <Modal
      opened={opened}
      onClose={ifOnTop(close)}
      // Escape ends a running test before it closes the form.
      closeOnEscape={!testing}
      title={mayWrite ? <ModalTitle create={create} edit={edit} /> : 'Not for your role'}
      size={880}
      padding={0}
      yOffset="6vh"
      fullScreen={fullScreen}
      radius={fullScreen ? 0 : undefined}
      transitionProps={{ duration: 120, exitDuration: 0, transition: 'fade' }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      classNames={{ header: classes.header, title: classes.title, content: classes.content }}
    >
      {!mayWrite && (
        <EmptyState icon={IconLock} title="Only admins can connect and change integrations">
          Ask an admin of your tenant to do it, or to give you the role.
        </EmptyState>
      )}
      {mayWrite && create === '' && (
        <div className={classes.pick}>
          <ChooseConnector searchable />
        </div>
      )}
      {mayWrite && opened && create !== '' && (
        <SaveIntegration create={create} edit={edit} onCancel={close} onTesting={setTesting} />
      )}
    </Modal>
  );
}
