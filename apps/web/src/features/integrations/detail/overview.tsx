import type { Integration } from '@ims/api-client';
import { typeLabels } from '../../../shared/integration-types.ts';
import { ButtonLink, TextLink } from '../../../shared/links.tsx';
import { useMay } from '../../../shared/me.ts';
import { Notice } from '../../../shared/problem-notice.tsx';
import { RelativeTime } from '../../../shared/relative-time.tsx';
import { Facts, Section } from '../../../shared/section.tsx';
import { StatusBadge, type Tone } from '../../../shared/status-badge.tsx';
import { findConnector, useConnectors } from '../connectors.ts';
import { useConnected } from '../integrations.queries.ts';
import classes from './overview.module.css';

type ConfigState = Integration['config_state'];

const states: Record<ConfigState, { tone: Tone; label: string; told?: string }> = {
  ok: { tone: 'ok', label: 'Complete' },
  incomplete: {
    tone: 'warn',
    label: 'Incomplete',
    told: 'Something that the connector needs is not filled in, so it cannot be used.',
  },
  needs_secret: {
    tone: 'warn',
    label: 'Secret needed',
    told: 'The stored secret can no longer be read. Enter it again, and it works as before.',
  },
  schema_outdated: {
    tone: 'warn',
    label: 'Out of date',
    told: 'The connector has changed since this was saved. Look through the settings and save them again.',
  },
};

/** What the integration is and how it is set up. */
export function Overview({ integration }: { integration: Integration }) {
  const { id, config_state, type, provider } = integration;
  const mayWrite = useMay()('integrations:write');
  const { tone, label, told } = states[config_state];
  const code = (text: string | null) => text && <code>{text}</code>;
  return (
    <Section title="Overview">
      {told && (
        <div className={classes.notice}>
          <Notice
            tone="warn"
            title={label}
            actions={
              mayWrite && (
                <ButtonLink to="/integrations" search={{ edit: id }} variant="default">
                  Edit
                </ButtonLink>
              )
            }
          >
            {told}
          </Notice>
        </div>
      )}
      <Facts
        facts={[
          { label: 'Type', value: typeLabels[type] },
          { label: 'Provider', value: <Provider provider={provider} /> },
          { label: 'Base URL', value: code(integration.base_url) },
          { label: 'Username', value: integration.username },
          { label: 'Model', value: code(integration.model) },
          { label: 'Base search', value: code(integration.base_search) },
          { label: 'Secret', value: <Secret integration={integration} /> },
          { label: 'Configuration', value: <StatusBadge tone={tone}>{label}</StatusBadge> },
          {
            label: 'Fallback',
            value: integration.fallback_integration_id && <Fallback id={integration.fallback_integration_id} />,
          },
          {
            label: 'Last sync',
            value: type === 'data_source' ? <RelativeTime at={integration.last_sync_at} /> : undefined,
          },
          { label: 'Changed', value: <RelativeTime at={integration.last_updated_at} /> },
          { label: 'Connected', value: <RelativeTime at={integration.created_at} /> },
        ]}
      />
    </Section>
  );
}

function Provider({ provider }: { provider: string }) {
  const { data = [] } = useConnectors();
  if (!findConnector(data, provider)) return <code>{provider}</code>;
  return (
    <TextLink to="/connectors/$provider" params={{ provider: provider.toLowerCase() }}>
      <code>{provider}</code>
    </TextLink>
  );
}

function Secret({
  integration: { password_masked, password_updated_at, secret_expires_at },
}: {
  integration: Integration;
}) {
  if (!password_masked) return 'None';
  return (
    <>
      Set <RelativeTime at={password_updated_at} never="" />
      {secret_expires_at && (
        <span className={classes.expiry}>
          <Expiry at={secret_expires_at} />
        </span>
      )}
    </>
  );
}

const SOON_MS = 30 * 24 * 3_600_000;

function Expiry({ at }: { at: string }) {
  const left = new Date(at).getTime() - Date.now();
  const words = left > 0 ? 'Expires' : 'Expired';
  const time = <RelativeTime at={at} />;
  if (left > SOON_MS)
    return (
      <>
        {words} {time}
      </>
    );
  return (
    <StatusBadge tone={left > 0 ? 'warn' : 'bad'}>
      {words} {time}
    </StatusBadge>
  );
}

function Fallback({ id }: { id: number }) {
  const other = useConnected('ai_provider').find((row) => row.id === id);
  return (
    <TextLink to="/integrations/$id" params={{ id: String(id) }}>
      {other?.display_name ?? `Integration ${id}`}
    </TextLink>
  );
}
