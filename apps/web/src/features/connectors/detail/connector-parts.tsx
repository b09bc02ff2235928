import type { ConnectorDetail } from '@ims/api-client';
import { ActionIcon, CopyButton, Skeleton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { DataTable, Head } from '../../../shared/data-table.tsx';
import { typeLabels } from '../../../shared/integration-types.ts';
import { ButtonLink, TextLink } from '../../../shared/links.tsx';
import { useMay } from '../../../shared/me.ts';
import { RelativeTime } from '../../../shared/relative-time.tsx';
import { Facts, Section } from '../../../shared/section.tsx';
import { StatusBadge } from '../../../shared/status-badge.tsx';
import { jsonInOrder } from '../../../shared/write-json/order-keys.ts';
import { capabilityWords, originLabels } from '../connector-words.ts';
import { useConnectedWith, useManifestSchema } from '../connectors.queries.ts';
import classes from './connector-parts.module.css';
import { FieldsTable } from './fields-table.tsx';
import { neededFields } from './needed-fields.ts';

/** What it is and can do, and what the tenant has connected with it. */
export function ConnectorFacts({ connector }: { connector: ConnectorDetail }) {
  const { provider, description, type, origin, version, capabilities } = connector;
  return (
    <Section title="About" help={description}>
      <Facts
        facts={[
          { label: 'Name in integrations', value: <code>{provider}</code> },
          { label: 'Type', value: typeLabels[type] },
          { label: 'Origin', value: originLabels[origin] },
          { label: 'Version', value: version },
          { label: 'Can', value: capabilities.map((one) => capabilityWords[one].label.toLowerCase()).join(', ') },
          { label: 'Your connection', value: <Connected provider={provider} /> },
        ]}
      />
    </Section>
  );
}

function Connected({ provider }: { provider: string }) {
  const mayWrite = useMay()('integrations:write');
  const { data, isPending } = useConnectedWith(provider);
  const [integration] = data ?? [];
  if (isPending) return <Skeleton height={16} width={96} />;
  if (integration) {
    return (
      <StatusBadge tone="ok">
        <TextLink to="/integrations/$id" params={{ id: String(integration.id) }}>
          {integration.display_name}
        </TextLink>
      </StatusBadge>
    );
  }
  if (!mayWrite) return 'None yet';
  return (
    <ButtonLink to="/integrations" search={{ create: provider }} variant="default" size="compact-xs">
      Connect
    </ButtonLink>
  );
}

export function ConnectorFields({ connector }: { connector: ConnectorDetail }) {
  const { connection, settings } = neededFields(connector);
  return (
    <>
      <Section title="What it needs" content="flush">
        <FieldsTable fields={connection} />
      </Section>
      {settings.length > 0 && (
        <Section title="Settings" help="Kept in the provider metadata of the integration." content="flush">
          <FieldsTable fields={settings} />
        </Section>
      )}
    </>
  );
}

/** Of a connector that was written here. */
export function ConnectorVersions({ versions }: Pick<ConnectorDetail, 'versions'>) {
  return (
    <Section title="Versions" help="Integrations use the newest one." content="flush">
      <DataTable
        head={
          <>
            <Head>Version</Head>
            <Head>Written by</Head>
            <Head>When</Head>
          </>
        }
      >
        <tbody>
          {versions.map(({ version, created_by, created_at }, index) => (
            <tr key={version}>
              <td>
                <data value={version}>{version}</data> {index === 0 && <StatusBadge tone="ok">In use</StatusBadge>}
              </td>
              <td>{created_by}</td>
              <td>
                <RelativeTime at={created_at} />
              </td>
            </tr>
          ))}
        </tbody>
      </DataTable>
    </Section>
  );
}

export function ConnectorManifest({ manifest }: { manifest: unknown }) {
  const { data: schema = {} } = useManifestSchema();
  const text = jsonInOrder(manifest, schema);
  return (
    <Section
      title="Manifest"
      actions={
        <CopyButton value={text} timeout={1500}>
          {({ copied, copy }) => (
            <ActionIcon onClick={copy} aria-label={copied ? 'Copied' : 'Copy the manifest'}>
              {copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
            </ActionIcon>
          )}
        </CopyButton>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <pre className={classes.manifest} tabIndex={0}>
        {text}
      </pre>
    </Section>
  );
}
