import type { Integration } from '@ims/api-client';
import { IconPlugOff } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { ButtonLink } from '../../../shared/links.tsx';
import { useMay } from '../../../shared/me.ts';
import { Page } from '../../../shared/page.tsx';
import { EmptyState, QueryState } from '../../../shared/page-state.tsx';
import { toProblem } from '../../../shared/problem.ts';
import { ProviderLogo } from '../../../shared/provider-logo.tsx';
import { SectionSkeleton } from '../../../shared/section.tsx';
import { StatusBadge } from '../../../shared/status-badge.tsx';
import { IntegrationHealth } from '../integration-health.tsx';
import { Models } from '../models/models.tsx';
import { useStoredTest } from '../use-stored-test.ts';
import { Deliveries } from './deliveries.tsx';
import { useShownIntegration } from './detail.queries.ts';
import { DetailActions } from './detail-actions.tsx';
import { HealthSection } from './health-section.tsx';
import classes from './integration-page.module.css';
import { LastTest } from './last-test.tsx';
import { Overview } from './overview.tsx';
import { Preview } from './preview.tsx';

const route = getRouteApi('/signed-in/integrations/$id');
const DeleteDialog = lazy(async () => ({ default: (await import('../delete/delete-dialog.tsx')).DeleteDialog }));
const back = { to: '/integrations', label: 'Integrations' } as const;

interface IntegrationPageProps {
  /** What other features know of it, at the end. */
  more?: (integration: Integration) => ReactNode;
}

/** One integration: what it is, how it has been, what it gives. */
export function IntegrationPage({ more }: IntegrationPageProps) {
  const id = Number(route.useParams().id);
  const query = useShownIntegration(id);
  const [deleting, setDeleting] = useState<Integration>();
  const navigate = useNavigate();
  const isGone = query.isError && [400, 404].includes(toProblem(query.error).status);
  return (
    <>
      {isGone ? <NoSuchIntegration /> : <Shown key={id} id={id} query={query} more={more} onDelete={setDeleting} />}
      {deleting && (
        <Suspense>
          <DeleteDialog
            integration={deleting}
            onClose={() => setDeleting(undefined)}
            onDeleted={() => void navigate({ to: '/integrations' })}
          />
        </Suspense>
      )}
    </>
  );
}

interface ShownProps extends IntegrationPageProps {
  id: number;
  query: ReturnType<typeof useShownIntegration>;
  onDelete: (integration: Integration) => void;
}

function Shown({ id, query, more, onDelete }: ShownProps) {
  const integration = query.data;
  const test = useStoredTest(id);
  const name = integration?.display_name ?? 'Integration';
  return (
    <Page
      title={name}
      back={back}
      icon={integration && <ProviderLogo provider={integration.provider} name={name} src={integration.logo_url} />}
      aside={integration && <State integration={integration} />}
      actions={
        integration && <DetailActions integration={integration} test={test} onDelete={() => onDelete(integration)} />
      }
    >
      <QueryState query={query} skeleton={<PageSkeleton />}>
        {(data) => (
          <>
            <Overview integration={data} />
            <LastTest integration={data} test={test} />
            <HealthSection id={id} />
            {data.type === 'ai_provider' && <Models integration={data} />}
            {data.type === 'data_source' && <Preview integration={data} />}
            {data.type === 'notification' && <Deliveries integration={data} />}
            {more?.(data)}
          </>
        )}
      </QueryState>
    </Page>
  );
}

function State({ integration }: { integration: Integration }) {
  return (
    <span className={classes.state}>
      <IntegrationHealth {...integration} />
      {!integration.active && <StatusBadge tone="idle">Inactive</StatusBadge>}
    </span>
  );
}

function NoSuchIntegration() {
  const mayWrite = useMay()('integrations:write');
  return (
    <Page title="Integration" back={back}>
      <EmptyState
        icon={IconPlugOff}
        title="There is no such integration"
        actions={
          <ButtonLink to="/integrations" variant="default">
            All integrations
          </ButtonLink>
        }
      >
        It may have been deleted{mayWrite && ', or the link is incomplete'}.
      </EmptyState>
    </Page>
  );
}

const PageSkeleton = () => (
  <>
    <SectionSkeleton lines={4} />
    <SectionSkeleton lines={6} />
    <SectionSkeleton lines={6} />
  </>
);
