import { type Connector, type Dialect, openAiProtocol, type Settings } from '@ims/connector-sdk';
import { settingsForm } from '../settings-form.ts';
import type { aiSettings } from './ai-form.ts';

interface Description
  extends Pick<Connector, 'provider' | 'display_name' | 'description' | 'docs_url' | 'credentials' | 'authenticate'> {
  settings: ReturnType<typeof aiSettings>;
  normalize(settings: Settings): Settings;
}

/** A connector for a system that speaks the protocol of OpenAI, in its own dialect. */
export function openAiCompatible(description: Description, dialect: Dialect): Connector {
  const { settings: schema, normalize, ...named } = description;
  return {
    ...named,
    type: 'ai_provider',
    version: 1,
    configuration: settingsForm(schema).configuration,
    normalize: (settings, secret) => ({
      settings: withoutEmptied(schema, normalize(settings)),
      secret: secret?.trim(),
    }),
    ...openAiProtocol(dialect, named.authenticate),
  };
}

/** A field of the form that was emptied is absent, so that its default counts. Metadata without a field stay as they are. */
function withoutEmptied(schema: Description['settings'], settings: Settings): Settings {
  const fields = schema.shape.provider_metadata.unwrap().shape;
  const kept = Object.entries(settings.provider_metadata).filter(
    ([name, value]) => !Object.hasOwn(fields, name) || (value !== '' && value !== null),
  );
  return { ...settings, provider_metadata: Object.fromEntries(kept) };
}
