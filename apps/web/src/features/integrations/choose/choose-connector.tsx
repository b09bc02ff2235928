import type { Connector } from '@ims/api-client';
import { Skeleton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { type IntegrationType, integrationTypes } from '../../../shared/integration-types.ts';
import { QueryState } from '../../../shared/page-state.tsx';
import { useConnectors } from '../connectors.ts';
import { useConnected } from '../integrations.queries.ts';
import { creating, editing, useGo } from '../use-integrations-search.ts';
import classes from './choose-connector.module.css';
import { AnotherSystem, ConnectorCard } from './connector-card.tsx';
import { moveBetweenCards } from './move-between-cards.ts';
import { providerSlug } from './provider-name.ts';

const groupTitles: Record<IntegrationType, string> = {
  data_source: 'Data sources',
  ai_provider: 'AI providers',
  notification: 'Notifications',
};

/** The systems there are connectors for, and the way to any other. */
export function ChooseConnector({ searchable = false }: { searchable?: boolean }) {
  return (
    <QueryState query={useConnectors()} skeleton={<CatalogueSkeleton />}>
      {(connectors) => <Catalogue connectors={connectors} searchable={searchable} />}
    </QueryState>
  );
}

function Catalogue({ connectors, searchable }: { connectors: Connector[]; searchable: boolean }) {
  const [wanted, setWanted] = useState('');
  const search = useRef<HTMLInputElement>(null);
  const go = useGo();
  const connected = useConnected();
  const found = connectors.filter((connector) => matches(connector, wanted));
  const idOf = ({ provider }: Connector) => connected.find((row) => row.provider.toLowerCase() === provider)?.id;
  const openFirst = (event: FormEvent) => {
    event.preventDefault();
    const [first] = found;
    const id = first && idOf(first);
    if (id !== undefined) go(editing(id));
    else if (first || wanted) go(creating(first?.provider ?? providerSlug(wanted)));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys go from card to card, each of which is a link
    <div className={classes.catalogue} onKeyDown={(event) => moveBetweenCards(event, search.current)}>
      {searchable && (
        <form onSubmit={openFirst}>
          <TextInput
            ref={search}
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
            placeholder="Search, or type the name of any provider"
            aria-label="Search systems"
            leftSection={<IconSearch size={15} aria-hidden />}
            maxLength={50}
            data-autofocus
          />
        </form>
      )}
      {integrationTypes.map((type) => (
        <Group key={type} title={groupTitles[type]}>
          {found
            .filter((connector) => connector.type === type)
            .map((connector) => (
              <ConnectorCard key={connector.provider} connector={connector} connectedAs={idOf(connector)} />
            ))}
        </Group>
      ))}
      <AnotherSystem wanted={wanted} />
    </div>
  );
}

function matches({ provider, display_name, description }: Connector, wanted: string): boolean {
  const text = `${provider} ${display_name} ${description}`.toLowerCase();
  return wanted
    .toLowerCase()
    .split(/[\s_-]+/)
    .every((word) => text.includes(word));
}

function Group({ title, children }: { title: string; children: ReactNode[] }) {
  if (children.length === 0) return null;
  return (
    <section>
      <h3 className={classes.group}>{title}</h3>
      <ul className={classes.cards}>{children}</ul>
    </section>
  );
}

const CatalogueSkeleton = () => (
  <div className={classes.cards} role="status" aria-label="Loading">
    {Array.from({ length: 9 }, (_, index) => (
      <Skeleton key={index} height={64} radius="lg" />
    ))}
  </div>
);
