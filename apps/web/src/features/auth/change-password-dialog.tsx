import { Modal } from '@mantine/core';

export function ChangePasswordDialog({ onClose }: { onClose: () => void }) {
  return <Modal opened onClose={onClose} title="Change password" />;
}
