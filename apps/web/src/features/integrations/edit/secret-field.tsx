import type { Integration } from '@ims/api-client';
import { Button, Input } from '@mantine/core';
import { IconLock, IconLockOpen } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { RelativeTime } from '../../../shared/relative-time.tsx';
import { secretNeeded } from '../integration-health.tsx';
import { settingAt } from './connector-form.ts';
import { Field } from './field.tsx';
import type { FieldsProps } from './fields.ts';
import { reentryNeeded, strandedOrigin } from './form-faults.ts';
import { expiryDate, fieldLabels, type SecretWish } from './form-values.ts';
import classes from './secret-field.module.css';
import { SecretInput } from './secret-input.tsx';

/**
 * A secret can be entered, kept, replaced or cleared, and never read. A stored one belongs to the origin it was entered
 * for: when the address moves elsewhere it cannot be kept.
 */
export function SecretField({ form, saved, connector, needed }: FieldsProps) {
  const { label = fieldLabels.secret, description } = settingAt(connector, '/password') ?? {};
  const { intent, text } = form.values.secret;
  const stored = saved?.password_masked ? saved : undefined;
  const stranded = strandedOrigin(form.values, saved);
  const wish = (next: SecretWish['intent']) => () => {
    form.clearFieldError('secret');
    form.setFieldValue('secret', { intent: next, text: '' });
    // The date belongs to the secret it was told for.
    form.setFieldValue('secret_expires_at', next === 'keep' && saved ? expiryDate(saved) : '');
  };
  if (intent === 'replace' || (intent === 'keep' && stranded)) {
    return (
      <Field pointer="/password">
        <SecretInput
          label={label}
          description={description}
          withAsterisk={needed.includes('/password')}
          text={text}
          onChange={(typed) => form.setFieldValue('secret', { intent: 'replace', text: typed })}
          onBlur={() => text && form.validateField('secret')}
          error={form.errors.secret}
          autoFocus={stored !== undefined && !stranded}
        />
        {stored && (
          <div className={classes.after}>
            {!form.errors.secret && <WhyAgain stored={stored} stranded={stranded} />}
            <span className={classes.options}>
              {!stranded && <Option onClick={wish('keep')}>Keep the stored one</Option>}
              <Option onClick={wish('clear')}>Clear it</Option>
            </span>
          </div>
        )}
      </Field>
    );
  }
  return (
    <Field pointer="/password">
      <Input.Wrapper label={label} labelElement="div" error={form.errors.secret}>
        {intent === 'clear' ? (
          <State icon={<IconLockOpen size={15} aria-hidden />} text="Will be removed when you save">
            <Option onClick={wish('keep')}>{stranded ? 'Enter it again' : 'Undo'}</Option>
          </State>
        ) : (
          <State icon={<IconLock size={15} aria-hidden />} text={stored && <StoredSecret stored={stored} />}>
            <Option onClick={wish('replace')}>Replace</Option>
            <Option onClick={wish('clear')}>Clear</Option>
          </State>
        )}
      </Input.Wrapper>
    </Field>
  );
}

function State({ icon, text, children }: { icon: ReactNode; text: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.state} role="status">
      {icon}
      <span className={classes.text}>{text}</span>
      <span>{children}</span>
    </div>
  );
}

function StoredSecret({ stored: { password_updated_at, secret_origin } }: { stored: Integration }) {
  return (
    <>
      Set <RelativeTime at={password_updated_at} />
      {secret_origin && (
        <>
          {' for '}
          <code>{secret_origin}</code>
        </>
      )}
    </>
  );
}

function WhyAgain({ stored, stranded }: { stored: Integration; stranded: string | undefined }) {
  if (!stranded && stored.config_state === 'ok') return null;
  return (
    <p className={classes.why} role="status">
      {stranded ? reentryNeeded(stranded) : secretNeeded}
    </p>
  );
}

const Option = ({ onClick, children }: { onClick: () => void; children: ReactNode }) => (
  <Button variant="subtle" color="gray" size="compact-xs" onClick={onClick}>
    {children}
  </Button>
);
