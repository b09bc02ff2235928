import { ActionIcon, PasswordInput, Textarea } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { type ClipboardEvent, type ReactNode, useState } from 'react';
import classes from './secret-field.module.css';

interface SecretInputProps {
  label: string;
  description: string | undefined;
  withAsterisk: boolean;
  text: string;
  onChange: (text: string) => void;
  onBlur: () => void;
  error: ReactNode;
  autoFocus: boolean;
}

/** Where a new secret is typed or pasted, hidden unless asked for. A private key keeps its lines. */
export function SecretInput({ text, onChange, autoFocus, ...state }: SecretInputProps) {
  const [visible, setVisible] = useState(false);
  const common = {
    ...state,
    value: text,
    autoFocus,
    'aria-invalid': Boolean(state.error),
    autoComplete: 'new-password',
    spellCheck: false,
    maxLength: 8192,
    // Password managers would offer to keep the platform's credentials as the person's own.
    'data-1p-ignore': true,
    'data-lpignore': 'true',
  } as const;
  if (text.includes('\n')) {
    return (
      <Textarea
        {...common}
        onChange={(event) => onChange(event.currentTarget.value)}
        classNames={{ input: classes.lines }}
        data-hidden={!visible || undefined}
        autosize
        minRows={3}
        maxRows={8}
        rightSection={<Eye visible={visible} onClick={() => setVisible(!visible)} />}
      />
    );
  }
  const keepLines = (event: ClipboardEvent<HTMLInputElement>) => {
    const pasted = event.clipboardData.getData('text');
    if (!pasted.trim().includes('\n')) return;
    event.preventDefault();
    onChange(pasted.trim());
  };
  return (
    <PasswordInput
      {...common}
      onChange={(event) => onChange(event.currentTarget.value)}
      onPaste={keepLines}
      visible={visible}
      onVisibilityChange={setVisible}
      visibilityToggleButtonProps={{ 'aria-label': eyeLabel(visible), tabIndex: 0 }}
    />
  );
}

const eyeLabel = (visible: boolean) => (visible ? 'Hide what is typed' : 'Show what is typed');

function Eye({ visible, onClick }: { visible: boolean; onClick: () => void }) {
  const Icon = visible ? IconEyeOff : IconEye;
  return (
    <ActionIcon size="sm" onClick={onClick} aria-label={eyeLabel(visible)}>
      <Icon size={15} aria-hidden />
    </ActionIcon>
  );
}
