import type { Connector } from '@ims/api-client';
import {
  IconDatabase,
  IconListDetails,
  IconMessageChatbot,
  IconPlugConnected,
  IconSend,
  type TablerIcon,
} from '@tabler/icons-react';
import type { IntegrationType } from '../../shared/integration-types.ts';

type Capability = Connector['capabilities'][number];

export const capabilityWords: Record<Capability, { label: string; icon: TablerIcon }> = {
  test: { label: 'Tests connections', icon: IconPlugConnected },
  records: { label: 'Reads records', icon: IconDatabase },
  models: { label: 'Lists models', icon: IconListDetails },
  chat: { label: 'Calls models', icon: IconMessageChatbot },
  send: { label: 'Sends messages', icon: IconSend },
};

export const originLabels: Record<Connector['origin'], string> = {
  built_in: 'Built in',
  plugin: 'Plugin',
  manifest: 'Written here',
};

export const typeHeadings: Record<IntegrationType, string> = {
  data_source: 'Data sources',
  ai_provider: 'AI providers',
  notification: 'Notifications',
};
