import type { Member } from '@ims/api-client';
import { IconKey, IconPencil, IconTrash } from '@tabler/icons-react';
import table from '../../../shared/data-table.module.css';
import { ActionsHead, DataTable, Head } from '../../../shared/data-table.tsx';
import { useMe } from '../../../shared/me.ts';
import { RelativeTime } from '../../../shared/relative-time.tsx';
import { RowMenu } from '../../../shared/row-menu.tsx';
import type { AccessDialog } from '../access.search.ts';
import classes from './members-table.module.css';
import { roles } from './roles.ts';

interface MembersTableProps {
  members: readonly Member[];
  /** Opens a dialog; absent for those who may only look. */
  onOpen?: (dialog: AccessDialog) => void;
}

export function MembersTable({ members, onOpen }: MembersTableProps) {
  const me = useMe();
  return (
    <DataTable
      head={
        <>
          <Head>Name</Head>
          <Head wide>E-mail</Head>
          <Head>Role</Head>
          <Head wide>Last sign-in</Head>
          <Head wide>Added</Head>
          {onOpen && <ActionsHead />}
        </>
      }
    >
      <tbody>
        {members.map((member) => (
          <MemberRow key={member.id} member={member} isMe={member.id === me.id} onOpen={onOpen} />
        ))}
      </tbody>
    </DataTable>
  );
}

function MemberRow({ member, isMe, onOpen }: { member: Member; isMe: boolean; onOpen: MembersTableProps['onOpen'] }) {
  const { id, name, email, role, last_login_at, created_at } = member;
  const { label, icon: Icon } = roles[role];
  return (
    <tr className={classes.row}>
      <td>
        <span className={classes.name}>{name}</span>
        {isMe && <span className={classes.me}>you</span>}
        <span className={classes.narrowEmail}>{email}</span>
      </td>
      <td className={table.wide}>{email}</td>
      <td>
        <span className={classes.role}>
          <Icon size={15} stroke={1.75} aria-hidden />
          {label}
        </span>
      </td>
      <td className={table.wide}>
        <RelativeTime at={last_login_at} />
      </td>
      <td className={table.wide}>
        <RelativeTime at={created_at} />
      </td>
      {onOpen && (
        <td className={table.actions}>
          <RowMenu
            name={name}
            groups={[
              [
                { label: 'Change', icon: IconPencil, onSelect: () => onOpen({ change: id }) },
                { label: 'Set a password', icon: IconKey, onSelect: () => onOpen({ password: id }) },
              ],
              [{ label: 'Remove', icon: IconTrash, danger: true, onSelect: () => onOpen({ remove: id }) }],
            ]}
          />
        </td>
      )}
    </tr>
  );
}
