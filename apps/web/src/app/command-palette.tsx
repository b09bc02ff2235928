import { Modal } from '@mantine/core';

export function CommandPalette({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return <Modal opened={opened} onClose={onClose} title="Commands" />;
}
