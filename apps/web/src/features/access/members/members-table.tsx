import type { Member } from '@ims/api-client';
import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { IconDots, IconKey, IconPencil, IconTrash } from '@tabler/icons-react';
import { ActionMenu } from '../../../shared/action-menu.tsx';
import table from '../../../shared/data-table.module.css';
import { useMe } from '../../../shared/me.ts';
import { RelativeTime } from '../../../shared/relative-time.tsx';
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
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" className={table.wide}>
              E-mail
            </th>
            <th scope="col">Role</th>
            <th scope="col" className={table.wide}>
              Last sign-in
            </th>
            <th scope="col" className={table.wide}>
              Added
            </th>
            {onOpen && (
              <th scope="col">
                <VisuallyHidden>Actions</VisuallyHidden>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <MemberRow key={member.id} member={member} isMe={member.id === me.id} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </div>
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
          <ActionMenu
            groups={[
              [
                { label: 'Change', icon: IconPencil, onSelect: () => onOpen({ change: id }) },
                { label: 'Set a password', icon: IconKey, onSelect: () => onOpen({ password: id }) },
              ],
              [{ label: 'Remove', icon: IconTrash, danger: true, onSelect: () => onOpen({ remove: id }) }],
            ]}
          >
            <ActionIcon aria-label={`Actions for ${name}`}>
              <IconDots size={16} />
            </ActionIcon>
          </ActionMenu>
        </td>
      )}
    </tr>
  );
}
