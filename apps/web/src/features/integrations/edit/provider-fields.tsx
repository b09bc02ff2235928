import { loginSettings, metadataSettings } from './connector-form.ts';
import type { FieldsProps } from './fields.ts';
import { FormSection } from './form-section.tsx';
import { MetadataFields } from './metadata-fields.tsx';

/** The provider's own settings, but for those that belong to the login. */
export function ProviderFields({ form, connector, needed }: FieldsProps) {
  const login = new Set(loginSettings(connector).map(({ pointer }) => pointer));
  const settings = metadataSettings(connector).filter(({ pointer }) => !login.has(pointer));
  if (settings.length === 0) return null;
  return (
    <FormSection title="Settings" help={`What ${connector.display_name} wants to know besides.`}>
      <MetadataFields form={form} connector={connector} needed={needed} settings={settings} />
    </FormSection>
  );
}
