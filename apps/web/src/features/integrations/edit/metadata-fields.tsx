import { applies } from './connector-conditions.ts';
import type { Setting } from './connector-form.ts';
import type { FieldsProps } from './fields.ts';
import { FieldPair } from './form-section.tsx';
import { settingsTree } from './form-values.ts';
import { SettingField } from './setting-field.tsx';

interface MetadataFieldsProps extends Omit<FieldsProps, 'saved'> {
  settings: readonly Setting[];
}

/** Those of the provider's own settings that count as the form stands. */
export function MetadataFields({ form, connector, needed, settings }: MetadataFieldsProps) {
  const tree = settingsTree(form.values);
  const shown = settings.filter(({ pointer }) => applies(connector, pointer, tree));
  if (shown.length === 0) return null;
  return (
    <FieldPair>
      {shown.map((setting) => (
        <SettingField key={setting.pointer} form={form} setting={setting} needed={needed} />
      ))}
    </FieldPair>
  );
}
