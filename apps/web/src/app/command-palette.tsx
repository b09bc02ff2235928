import '@mantine/spotlight/styles.layer.css';
import { listIntegrationsOptions } from '@ims/api-client/queries';
import { useMantineColorScheme } from '@mantine/core';
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import {
  IconLogout,
  IconPlug,
  IconPlus,
  IconSearch,
  IconUserPlus,
  IconWriting,
  type TablerIcon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useMay } from '../shared/me.ts';
import classes from './command-palette.module.css';
import { schemes, signOut } from './shell/account-actions.ts';
import { usePages } from './shell/pages.ts';

const [store, palette] = createSpotlight();

/** Goes anywhere and does the frequent things, by typing. Opened when it appears. */
export function CommandPalette({ onClosed }: { onClosed: () => void }) {
  const actions = [usePageActions(), useIntegrationActions(), useCommandActions()];
  useEffect(() => palette.open(), []);
  return (
    <Spotlight
      store={store}
      title="Search and commands"
      actions={actions}
      shortcut={null}
      nothingFound="Nothing matches"
      highlightQuery
      limit={20}
      scrollable
      maxHeight={420}
      size={560}
      overlayProps={{ blur: 0 }}
      onExitTransitionEnd={onClosed}
      searchProps={{
        leftSection: <IconSearch size={16} stroke={1.75} aria-hidden />,
        placeholder: 'Go to a page or an integration, or do something…',
        'aria-label': 'Search pages, integrations and commands',
      }}
      classNames={classes}
    />
  );
}

function usePageActions(): SpotlightActionGroupData {
  const navigate = useNavigate();
  const pages = usePages().map(({ to, label, icon }) => action(`page ${to}`, label, icon, () => void navigate({ to })));
  return { group: 'Go to', actions: pages };
}

function useIntegrationActions(): SpotlightActionGroupData {
  const navigate = useNavigate();
  const { data = [] } = useQuery(listIntegrationsOptions({ query: { limit: 200 } }));
  return {
    group: 'Integrations',
    actions: data.map(({ id, display_name, provider }) => ({
      ...action(
        `integration ${id}`,
        display_name,
        IconPlug,
        () => void navigate({ to: '/integrations/$id', params: { id: String(id) } }),
      ),
      keywords: [provider],
    })),
  };
}

function useCommandActions(): SpotlightActionGroupData {
  const navigate = useNavigate();
  const may = useMay();
  const { setColorScheme } = useMantineColorScheme();
  const commands = [
    may('integrations:write') &&
      action(
        'create',
        'Create an integration',
        IconPlus,
        () => void navigate({ to: '/integrations', search: { create: '' } }),
      ),
    may('integrations:write') &&
      action('write', 'Write a connector', IconWriting, () => void navigate({ to: '/connectors/_new' })),
    may('members:write') &&
      action('add', 'Add a person', IconUserPlus, () => void navigate({ to: '/access', search: { add: true } })),
    ...schemes.map(({ value, label, icon }) =>
      action(`scheme ${value}`, `Colours: ${label.toLowerCase()}`, icon, () => setColorScheme(value)),
    ),
    action('sign out', 'Sign out', IconLogout, signOut),
  ];
  return { group: 'Do', actions: commands.filter((command) => command !== false) };
}

function action(id: string, label: string, Icon: TablerIcon, onClick: () => void) {
  return { id, label, leftSection: <Icon size={16} stroke={1.75} aria-hidden />, onClick };
}
