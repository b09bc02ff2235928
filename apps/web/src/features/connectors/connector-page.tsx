import type { ConnectorDetail } from '@ims/api-client';
import { Button } from '@mantine/core';
import { IconExternalLink, IconPencil, IconPuzzleOff, IconTrash } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { ButtonLink } from '../../shared/links.tsx';
import { useMay } from '../../shared/me.ts';
import { Page } from '../../shared/page.tsx';
import { EmptyState, QueryState, TableSkeleton } from '../../shared/page-state.tsx';
import { toProblem } from '../../shared/problem.ts';
import { ProviderLogo } from '../../shared/provider-logo.tsx';
import { SectionSkeleton } from '../../shared/section.tsx';
import { useConnector } from './connectors.queries.ts';
import { ConnectorFacts, ConnectorFields, ConnectorManifest, ConnectorVersions } from './detail/connector-parts.tsx';

const route = getRouteApi('/signed-in/connectors/$provider');

const DeleteConnectorDialog = lazy(async () => ({
  default: (await import('./detail/delete-connector-dialog.tsx')).DeleteConnectorDialog,
}));

/** One connector: what it can do and what it needs; of one that was written here, its versions and its manifest. */
export function ConnectorPage() {
  const { provider } = route.useParams();
  const query = useConnector(provider);
  const connector = query.data;
  if (query.isError && toProblem(query.error).status === 404) return <NoSuchConnector provider={provider} />;
  return (
    <Page
      title={connector?.display_name ?? provider}
      icon={<ProviderLogo provider={provider} name={connector?.display_name ?? provider} />}
      back={{ to: '/connectors', label: 'Connectors' }}
      actions={connector && <Actions connector={connector} />}
    >
      <QueryState query={query} skeleton={<PageSkeleton />}>
        {(data) => (
          <>
            <ConnectorFacts connector={data} />
            <ConnectorFields connector={data} />
            {data.versions.length > 0 && <ConnectorVersions versions={data.versions} />}
            {data.manifest && <ConnectorManifest manifest={data.manifest} />}
          </>
        )}
      </QueryState>
    </Page>
  );
}

function Actions({ connector }: { connector: ConnectorDetail }) {
  const { provider, docs_url, origin } = connector;
  const mayWrite = useMay()('integrations:write');
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  const own = origin === 'manifest' && mayWrite;
  return (
    <>
      {docs_url && (
        <Button
          component="a"
          href={docs_url}
          target="_blank"
          rel="noreferrer"
          variant="default"
          rightSection={<IconExternalLink size={14} aria-label="(opens in a new tab)" />}
        >
          Docs
        </Button>
      )}
      {own && (
        <>
          <Button
            variant="default"
            color="red"
            leftSection={<IconTrash size={15} aria-hidden />}
            onClick={() => setDeleting(true)}
          >
            Delete
          </Button>
          <ButtonLink
            to="/connectors/$provider/edit"
            params={{ provider }}
            leftSection={<IconPencil size={15} aria-hidden />}
          >
            Edit manifest
          </ButtonLink>
        </>
      )}
      {deleting && (
        <Suspense>
          <DeleteConnectorDialog
            connector={connector}
            onDeleted={() => void navigate({ to: '/connectors' })}
            onClose={() => setDeleting(false)}
          />
        </Suspense>
      )}
    </>
  );
}

function NoSuchConnector({ provider }: { provider: string }) {
  return (
    <Page title={provider} back={{ to: '/connectors', label: 'Connectors' }}>
      <EmptyState
        icon={IconPuzzleOff}
        title="There is no connector of this name"
        actions={
          <ButtonLink to="/connectors" variant="default">
            All connectors
          </ButtonLink>
        }
      >
        It may have been deleted.
      </EmptyState>
    </Page>
  );
}

const PageSkeleton = () => (
  <>
    <SectionSkeleton />
    <TableSkeleton rows={6} />
  </>
);
