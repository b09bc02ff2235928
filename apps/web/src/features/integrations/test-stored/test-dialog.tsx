import type { IntegrationListItem } from '@ims/api-client';
import { Modal } from '@mantine/core';
import { useEffect, useEffectEvent } from 'react';
import { ConnectionTestView } from '../../../shared/connection-test/connection-test-view.tsx';
import { editing, useGo } from '../use-integrations-search.ts';
import { useStoredTest } from '../use-stored-test.ts';

interface TestDialogProps {
  integration: IntegrationListItem;
  onClose: () => void;
}

/** Tests a stored integration as soon as it opens; closing it ends the test. */
export function TestDialog({ integration: { id, display_name }, onClose }: TestDialogProps) {
  const go = useGo();
  const { test, start, cancel } = useStoredTest(id);
  const begin = useEffectEvent(start);
  useEffect(() => begin(), []);
  const edit = () => {
    onClose();
    go(editing(id));
  };
  return (
    <Modal opened onClose={onClose} title={`Test of ${display_name}`} size="lg">
      {test && (
        <ConnectionTestView
          test={test}
          fieldLink={() => ({ label: 'the settings', go: edit })}
          onAgain={start}
          onCancel={cancel}
        />
      )}
    </Modal>
  );
}
