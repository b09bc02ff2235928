import { TextInput } from '@mantine/core';
import { IconChevronRight, IconPlus, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { StatusBadge } from '../../../shared/status-badge.tsx';
import { type IntegrationType, integrationTypes } from '../integration-types.ts';
import { useConnected } from '../integrations.queries.ts';
import { type KnownProvider, knownProviders } from '../provider-catalogue.ts';
import { ProviderLogo } from '../provider-logo.tsx';
import { creating, editing, useGo } from '../use-integrations-search.ts';
import classes from './pick-provider.module.css';
import { providerFault, providerSlug } from './provider-name.ts';

const groupTitles: Record<IntegrationType, string> = {
  data_source: 'Data sources',
  ai_provider: 'AI providers',
  notification: 'Notifications',
};

/** In the address, where a provider stands that is typed into the form. */
export const ANY_PROVIDER = '*';

/** The providers the product knows, and the way to one it does not. */
export function PickProvider({ searchable = false }: { searchable?: boolean }) {
  const [wanted, setWanted] = useState('');
  const go = useGo();
  const connected = useConnected();
  const found = knownProviders.filter((known) => matches(known, wanted));
  const idOf = (provider: string) => connected.find((row) => row.provider.toLowerCase() === provider)?.id;
  const first = (event: FormEvent) => {
    event.preventDefault();
    const [known] = found;
    const id = known && idOf(known.provider);
    if (id !== undefined) go(editing(id));
    else if (known || wanted) go(creating(known?.provider ?? providerSlug(wanted)));
  };
  return (
    <div className={classes.picker}>
      {searchable && (
        <form onSubmit={first}>
          <TextInput
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
            placeholder="Search, or type the name of any provider"
            aria-label="Search providers"
            leftSection={<IconSearch size={15} aria-hidden />}
            maxLength={50}
            data-autofocus
          />
        </form>
      )}
      {integrationTypes.map((type) => (
        <Group key={type} title={groupTitles[type]}>
          {found
            .filter((known) => known.type === type)
            .map((known) => (
              <Tile key={known.provider} known={known} connectedAs={idOf(known.provider)} />
            ))}
        </Group>
      ))}
      <AnyProvider slug={providerSlug(wanted)} />
    </div>
  );
}

function matches({ provider, name, summary }: KnownProvider, wanted: string): boolean {
  const text = `${provider} ${name} ${summary}`.toLowerCase();
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
      <ul className={classes.tiles}>{children}</ul>
    </section>
  );
}

function Tile({ known, connectedAs }: { known: KnownProvider; connectedAs: number | undefined }) {
  const { provider, name, summary } = known;
  const modal = connectedAs === undefined ? creating(provider) : editing(connectedAs);
  return (
    <li>
      <Link from="/integrations" to="." search={modal} className={classes.tile}>
        <ProviderLogo provider={provider} name={name} size="md" />
        <span className={classes.words}>
          <span className={classes.name}>{name}</span>
          <span className={classes.summary}>
            {connectedAs === undefined ? summary : <StatusBadge tone="ok">Connected</StatusBadge>}
          </span>
        </span>
      </Link>
    </li>
  );
}

function AnyProvider({ slug }: { slug: string }) {
  const usable = providerFault(slug) === undefined;
  return (
    <Link from="/integrations" to="." search={creating(usable ? slug : ANY_PROVIDER)} className={classes.tile} data-any>
      <span className={classes.plus}>
        <IconPlus size={16} aria-hidden />
      </span>
      <span className={classes.words}>
        <span className={classes.name}>{usable ? <>Connect “{slug}”</> : 'Any other provider'}</span>
        <span className={classes.summary}>A system that is not listed, under a name of your own</span>
      </span>
      <IconChevronRight size={16} aria-hidden className={classes.chevron} />
    </Link>
  );
}
