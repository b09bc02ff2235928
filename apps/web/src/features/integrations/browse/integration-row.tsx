import type { IntegrationListItem } from '@ims/api-client';
import { ActionIcon, CopyButton, Switch } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';
import { typeLabels } from '../../../shared/integration-types.ts';
import { isPlainClick } from '../../../shared/plain-click.ts';
import { ProviderLogo } from '../../../shared/provider-logo.tsx';
import { RelativeTime } from '../../../shared/relative-time.tsx';
import { StatusBadge } from '../../../shared/status-badge.tsx';
import { IntegrationHealth } from '../integration-health.tsx';
import { HealthCell } from './health-cell.tsx';
import { IntegrationMenu, type RowActions } from './integration-menu.tsx';
import classes from './integrations-table.module.css';

interface IntegrationRowProps {
  row: IntegrationListItem;
  /** Absent for somebody who may only look. */
  actions?: RowActions;
  numbers?: (id: number) => ReactNode;
}

export function IntegrationRow({ row, actions, numbers }: IntegrationRowProps) {
  const navigate = useNavigate();
  const open = (event: MouseEvent<HTMLTableRowElement>) => {
    if (isPlainClick(event)) void navigate({ to: '/integrations/$id', params: { id: String(row.id) } });
  };
  return (
    <tr data-inactive={!row.active || undefined} onClick={open}>
      <td>
        <NameCell row={row} />
      </td>
      <td className={classes.type}>{typeLabels[row.type]}</td>
      <td className={classes.address}>{row.base_url && <Address url={row.base_url} />}</td>
      <td className={classes.model}>{row.model}</td>
      <td className={classes.health}>
        <HealthCell row={row} mayWrite={actions !== undefined} />
      </td>
      {numbers && <td className={classes.numbers}>{row.type === 'ai_provider' && numbers(row.id)}</td>}
      <td className={classes.sync}>
        <RelativeTime at={row.last_sync_at} never="Never" />
      </td>
      <td className={classes.active}>
        {actions ? (
          <Switch
            size="xs"
            checked={row.active}
            onChange={(event) => actions.onActivate(row, event.currentTarget.checked)}
            aria-label={`${row.display_name} is active`}
          />
        ) : (
          <StatusBadge tone={row.active ? 'ok' : 'idle'}>{row.active ? 'Active' : 'Inactive'}</StatusBadge>
        )}
      </td>
      {actions && (
        <td className={classes.menu}>
          <IntegrationMenu row={row} actions={actions} />
        </td>
      )}
    </tr>
  );
}

function NameCell({ row }: { row: IntegrationListItem }) {
  const { id, display_name, provider, logo_url, type } = row;
  return (
    <div className={classes.name}>
      <ProviderLogo provider={provider} name={display_name} src={logo_url} />
      <div className={classes.names}>
        <Link to="/integrations/$id" params={{ id: String(id) }} className={classes.title} data-row-link>
          {display_name}
        </Link>
        {provider !== display_name && <code className={classes.provider}>{provider}</code>}
        <span className={classes.narrow}>
          {typeLabels[type]} <IntegrationHealth {...row} />
        </span>
      </div>
    </div>
  );
}

function Address({ url }: { url: string }) {
  return (
    <span className={classes.url}>
      <code title={url}>{url.replace('https://', '')}</code>
      <CopyButton value={url} timeout={1500}>
        {({ copied, copy }) => (
          <ActionIcon size="sm" onClick={copy} aria-label={copied ? 'Copied' : `Copy ${url}`} className={classes.copy}>
            {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          </ActionIcon>
        )}
      </CopyButton>
    </span>
  );
}
