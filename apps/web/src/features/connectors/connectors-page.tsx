import type { Connector } from '@ims/api-client';
import { Button, CloseButton, NativeSelect, Skeleton, TextInput } from '@mantine/core';
import { IconPuzzle, IconSearch, IconWriting } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { integrationTypes, typeLabels } from '../../shared/integration-types.ts';
import { ButtonLink } from '../../shared/links.tsx';
import { useMay } from '../../shared/me.ts';
import { Page } from '../../shared/page.tsx';
import { EmptyState, QueryState } from '../../shared/page-state.tsx';
import { useSearchText } from '../../shared/use-search-text.ts';
import { ConnectorCard } from './browse/connector-card.tsx';
import { typeHeadings } from './connector-words.ts';
import { useConnectors } from './connectors.queries.ts';
import type { ConnectorsSearch } from './connectors.search.ts';
import classes from './connectors-page.module.css';

const route = getRouteApi('/signed-in/connectors');

/** The kinds of systems that can be connected; those that come with the product, and the tenant's own. */
export function ConnectorsPage() {
  const search: ConnectorsSearch = route.useSearch();
  const mayWrite = useMay()('integrations:write');
  const query = useConnectors();
  return (
    <Page title="Connectors" aside={query.data?.length} actions={mayWrite && <WriteLink />} toolbar={<Toolbar />}>
      <QueryState query={query} skeleton={<CardsSkeleton />}>
        {(connectors) => {
          const found = connectors.filter((connector) => matches(connector, search));
          return found.length === 0 ? <NoMatch /> : <Catalogue connectors={found} />;
        }}
      </QueryState>
    </Page>
  );
}

const WriteLink = () => (
  <ButtonLink to="/connectors/_new" leftSection={<IconWriting size={15} aria-hidden />}>
    Write a connector
  </ButtonLink>
);

function Toolbar() {
  const search: ConnectorsSearch = route.useSearch();
  const navigate = route.useNavigate();
  const go = (change: ConnectorsSearch) => void navigate({ search: { ...search, ...change }, replace: true });
  const { text, setText } = useSearchText(search.q, (q) => go({ q }));
  return (
    <>
      <TextInput
        size="xs"
        type="search"
        className={classes.search}
        leftSection={<IconSearch size={14} aria-hidden />}
        rightSection={text && <CloseButton size="xs" aria-label="Clear search" onClick={() => setText('')} />}
        placeholder="Search connectors…"
        aria-label="Search connectors"
        maxLength={100}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <NativeSelect
        size="xs"
        aria-label="Filter by type"
        data={[
          { value: '', label: 'All types' },
          ...integrationTypes.map((value) => ({ value, label: typeLabels[value] })),
        ]}
        value={search.type ?? ''}
        onChange={({ currentTarget: { value } }) => go({ type: integrationTypes.find((type) => type === value) })}
      />
    </>
  );
}

function matches({ provider, display_name, description, type }: Connector, { q = '', type: wanted }: ConnectorsSearch) {
  const text = `${provider} ${display_name} ${description}`.toLowerCase();
  const words = q.toLowerCase().split(/\s+/);
  return (wanted === undefined || wanted === type) && words.every((word) => text.includes(word));
}

function Catalogue({ connectors }: { connectors: readonly Connector[] }) {
  return integrationTypes.map((type) => {
    const ofType = connectors.filter((connector) => connector.type === type);
    if (ofType.length === 0) return null;
    return (
      <section key={type} className={classes.group} aria-labelledby={`type-${type}`}>
        <h2 id={`type-${type}`} className={classes.heading}>
          {typeHeadings[type]}
        </h2>
        <ul className={classes.cards}>
          {ofType.map((connector) => (
            <ConnectorCard key={connector.provider} connector={connector} />
          ))}
        </ul>
      </section>
    );
  });
}

function NoMatch() {
  const navigate = route.useNavigate();
  const mayWrite = useMay()('integrations:write');
  return (
    <EmptyState
      icon={IconPuzzle}
      title="No connector matches"
      actions={
        <Button variant="default" onClick={() => void navigate({ search: {} })}>
          Clear filters
        </Button>
      }
    >
      <p>
        Any REST interface and any AI provider that speaks the OpenAI protocol can be connected even so
        {mayWrite ? ', or get a connector of its own.' : '.'}
      </p>
    </EmptyState>
  );
}

function CardsSkeleton() {
  return (
    <div className={classes.group} role="status" aria-label="Loading">
      <Skeleton height={12} width={96} mb={16} />
      <div className={classes.cards}>
        {Array.from({ length: 6 }, (_, index) => (
          <Skeleton key={index} height={112} radius={8} />
        ))}
      </div>
    </div>
  );
}
