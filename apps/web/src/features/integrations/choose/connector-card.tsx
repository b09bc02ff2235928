import type { Connector } from '@ims/api-client';
import { Badge } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { ProviderLogo } from '../../../shared/provider-logo.tsx';
import { StatusBadge } from '../../../shared/status-badge.tsx';
import { creating, editing } from '../use-integrations-search.ts';
import classes from './choose-connector.module.css';
import { ANY_PROVIDER, providerFault, providerSlug } from './provider-name.ts';

interface ConnectorCardProps {
  connector: Connector;
  /** The integration the tenant has of it already. */
  connectedAs: number | undefined;
}

export function ConnectorCard({ connector, connectedAs }: ConnectorCardProps) {
  const { provider, display_name, description, origin } = connector;
  const modal = connectedAs === undefined ? creating(provider) : editing(connectedAs);
  return (
    <li>
      <Link from="/integrations" to="." search={modal} className={classes.card} data-card>
        <ProviderLogo provider={provider} name={display_name} size="md" />
        <span className={classes.words}>
          <span className={classes.name}>
            {display_name} {connectedAs !== undefined && <StatusBadge tone="ok">Connected</StatusBadge>}
            {origin === 'manifest' && (
              <Badge size="xs" variant="default">
                Yours
              </Badge>
            )}
          </span>
          <span className={classes.description}>{description}</span>
        </span>
      </Link>
    </li>
  );
}

/** The way to a system that is not listed: its provider and type are typed into the form. */
export function AnotherSystem({ wanted }: { wanted: string }) {
  const slug = providerSlug(wanted);
  const usable = providerFault(slug) === undefined;
  return (
    <Link
      from="/integrations"
      to="."
      search={creating(usable ? slug : ANY_PROVIDER)}
      className={classes.card}
      data-card
      data-another
    >
      <span className={classes.plus}>
        <IconPlus size={16} aria-hidden />
      </span>
      <span className={classes.words}>
        <span className={classes.name}>{usable ? <>Connect “{slug}”</> : 'Another system: type a provider'}</span>
        <span className={classes.description}>
          Any data source, AI provider or notification channel, under a name of your own.
        </span>
      </span>
    </Link>
  );
}
