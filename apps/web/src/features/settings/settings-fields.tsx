import type { Settings } from '@ims/api-client';
import { ColorInput, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { isColor } from './accent.ts';
import { AccentPreview } from './accent-preview.tsx';
import classes from './settings-form.module.css';
import type { SettingsValues } from './settings-values.ts';
import { SpendingFields } from './spending-fields.tsx';

const swatches = ['#3b5bdb', '#0b7285', '#2b8a3e', '#e67700', '#c8102e', '#a61e4d', '#6741d9', '#495057'];

interface SettingsFieldsProps {
  form: UseFormReturnType<SettingsValues>;
  /** What is stored: its accent is shown while the typed one is no colour yet. */
  stored: Settings;
  readOnly: boolean;
}

export function SettingsFields({ form, stored, readOnly }: SettingsFieldsProps) {
  const { accent_color } = form.values;
  return (
    <>
      <section className={classes.section}>
        <h2>Tenant</h2>
        <TextInput
          label="Name"
          description="Shown in the navigation and wherever people choose a tenant."
          maxLength={100}
          readOnly={readOnly}
          {...form.getInputProps('name')}
        />
        <TextInput
          label="Short name"
          description="Part of logo addresses and needed at sign-in by people of several tenants. It cannot be changed."
          value={stored.slug}
          readOnly
          classNames={{ input: classes.fixed }}
        />
      </section>
      <section className={classes.section}>
        <h2>Accent colour</h2>
        <ColorInput
          label="Colour"
          description="Any colour will do: it is lightened or darkened, in its own hue, until everything in it can be read."
          format="hex"
          swatches={swatches}
          swatchesPerRow={8}
          readOnly={readOnly}
          eyeDropperButtonProps={{ 'aria-label': 'Pick a colour from the screen' }}
          {...form.getInputProps('accent_color')}
        />
        <AccentPreview accent={isColor(accent_color) ? accent_color : stored.accent_color} />
      </section>
      <SpendingFields form={form} storedZone={stored.time_zone} readOnly={readOnly} />
    </>
  );
}
