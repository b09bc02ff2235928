import { Anchor, PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';

const LENGTH = 20;
/** Without the letters and digits that people mix up when they read them to each other. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

interface PasswordFieldProps extends Omit<PasswordInputProps, 'onChange' | 'value'> {
  value?: string;
  onChange: (password: string) => void;
}

/** A password for somebody else: typed, or made up and shown so that it can be handed over. */
export function PasswordField({ value, onChange, ...props }: PasswordFieldProps) {
  const [visible, { open, toggle }] = useDisclosure(false);
  const generate = () => {
    onChange(madeUpPassword());
    open();
  };
  return (
    <PasswordInput
      {...props}
      autoComplete="new-password"
      visible={visible}
      onVisibilityChange={toggle}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      description={
        <>
          At least 8 characters. They can change it later.{' '}
          <Anchor component="button" type="button" size="xs" onClick={generate}>
            Make one up
          </Anchor>
        </>
      }
    />
  );
}

/** 116 bits; bytes that would favour some characters are thrown away. */
function madeUpPassword(): string {
  const fair = 256 - (256 % ALPHABET.length);
  let password = '';
  while (password.length < LENGTH) {
    const [byte = fair] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < fair) password += ALPHABET.charAt(byte % ALPHABET.length);
  }
  return password;
}
