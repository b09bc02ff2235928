import type { ServiceAccount, ServiceKey } from '@ims/api-client';
import { Button } from '@mantine/core';
import { IconKey, IconTrash } from '@tabler/icons-react';
import { CodeList } from '../../../shared/code-list.tsx';
import table from '../../../shared/data-table.module.css';
import { ActionsHead, DataTable, Head } from '../../../shared/data-table.tsx';
import { RelativeTime } from '../../../shared/relative-time.tsx';
import { RowMenu } from '../../../shared/row-menu.tsx';
import { StatusBadge } from '../../../shared/status-badge.tsx';
import type { AccessDialog } from '../access.search.ts';
import { scopes } from './scopes.ts';
import classes from './service-accounts-table.module.css';

interface ServiceAccountsTableProps {
  accounts: readonly ServiceAccount[];
  /** Opens a dialog; absent for those who may only look. */
  onOpen?: (dialog: AccessDialog) => void;
}

/** Accounts, each over its keys. */
export function ServiceAccountsTable({ accounts, onOpen }: ServiceAccountsTableProps) {
  return (
    <DataTable
      head={
        <>
          <Head>Account and key</Head>
          <Head>Last used</Head>
          <Head>Expires</Head>
          <Head wide>Created</Head>
          {onOpen && <ActionsHead />}
        </>
      }
    >
      {accounts.map((account) => (
        <tbody key={account.id}>
          <AccountRow account={account} onOpen={onOpen} />
          {account.keys.map((key) => (
            <KeyRow key={key.id} serviceKey={key} onOpen={onOpen} />
          ))}
          {account.keys.length === 0 && (
            <tr>
              <td colSpan={5} className={classes.none}>
                No key: nothing comes in under this name.
              </td>
            </tr>
          )}
        </tbody>
      ))}
    </DataTable>
  );
}

function AccountRow({ account, onOpen }: Pick<ServiceAccountsTableProps, 'onOpen'> & { account: ServiceAccount }) {
  const { id, name, expires_at, created_at, created_by } = account;
  return (
    <tr className={classes.account}>
      <th scope="rowgroup" colSpan={2}>
        <span className={classes.name}>{name}</span>
        <CodeList label={`What ${name} may do`} codes={account.scopes} titles={scopes} />
      </th>
      <td>
        <Expiry at={expires_at} />
      </td>
      <td className={table.wide} title={`By ${created_by}`}>
        <RelativeTime at={created_at} />
      </td>
      {onOpen && (
        <td className={table.actions}>
          <RowMenu
            name={name}
            groups={[
              [{ label: 'New key', icon: IconKey, onSelect: () => onOpen({ renew: id }) }],
              [{ label: 'Delete', icon: IconTrash, danger: true, onSelect: () => onOpen({ end: id }) }],
            ]}
          />
        </td>
      )}
    </tr>
  );
}

function KeyRow({ serviceKey, onOpen }: Pick<ServiceAccountsTableProps, 'onOpen'> & { serviceKey: ServiceKey }) {
  const { id, last_four, last_used_at, expires_at, created_at } = serviceKey;
  return (
    <tr>
      <td className={classes.key}>
        <code>ims_sk_…{last_four}</code>
      </td>
      <td>
        <RelativeTime at={last_used_at} />
      </td>
      <td>
        <Expiry at={expires_at} />
      </td>
      <td className={table.wide}>
        <RelativeTime at={created_at} />
      </td>
      {onOpen && (
        <td className={table.actions}>
          <Button
            variant="subtle"
            color="gray"
            aria-label={`Revoke …${last_four}`}
            onClick={() => onOpen({ revoke: id })}
          >
            Revoke
          </Button>
        </td>
      )}
    </tr>
  );
}

function Expiry({ at }: { at: string | null }) {
  if (at !== null && Date.parse(at) <= Date.now()) return <StatusBadge tone="bad">Expired</StatusBadge>;
  return <RelativeTime at={at} never="Never" />;
}
