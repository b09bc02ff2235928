import { JsonField } from '../../../shared/write-json/json-field.tsx';
import { METADATA, networkSettings } from './connector-form.ts';
import { Field } from './field.tsx';
import type { FieldsProps } from './fields.ts';
import { FoldedSection } from './form-section.tsx';
import { fieldLabels } from './form-values.ts';
import { jsonExample, jsonRulesFor } from './json-keys.ts';
import { MetadataFields } from './metadata-fields.tsx';

interface AdvancedFieldsProps extends FieldsProps {
  opened: boolean;
  onToggle: () => void;
}

/** How the network reaches the system, and all of the provider's settings as JSON, those without a field included. */
export function AdvancedFields({ form, connector, needed, opened, onToggle }: AdvancedFieldsProps) {
  const atFault = ['', ...networkSettings.map(({ pointer }) => pointer.slice(METADATA.length).replace('/', '.'))].some(
    (path) => form.errors[`provider_metadata${path}`],
  );
  return (
    <FoldedSection
      title="Advanced"
      help="Certificate, proxy, and the provider’s settings as JSON."
      opened={opened || atFault}
      onToggle={onToggle}
    >
      <MetadataFields form={form} connector={connector} needed={needed} settings={networkSettings} />
      <Field pointer={METADATA}>
        <JsonField
          rules={jsonRulesFor('provider_metadata', connector)}
          example={jsonExample('provider_metadata', connector)}
          label={fieldLabels.provider_metadata}
          description="The settings above, and whatever else the provider understands."
          value={form.values.provider_metadata}
          onChange={(text) => form.setFieldValue('provider_metadata', text)}
          error={form.errors.provider_metadata}
        />
      </Field>
    </FoldedSection>
  );
}
