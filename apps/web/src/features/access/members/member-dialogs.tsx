import type { Member } from '@ims/api-client';
import type { AccessSearch } from '../access.search.ts';
import { AddMemberDialog } from './add-member-dialog.tsx';
import { ChangeMemberDialog } from './change-member-dialog.tsx';
import { RemoveMemberDialog } from './remove-member-dialog.tsx';
import { SetPasswordDialog } from './set-password-dialog.tsx';

interface MemberDialogsProps {
  members: readonly Member[];
  search: AccessSearch;
  onClose: () => void;
}

/** The dialog that the address asks for, if any. */
export function MemberDialogs({ members, search: { add, change, password, remove }, onClose }: MemberDialogsProps) {
  const id = change ?? password ?? remove;
  const member = members.find((one) => one.id === id);
  if (add) return <AddMemberDialog onClose={onClose} />;
  if (!member) return null;
  if (change) return <ChangeMemberDialog key={member.id} member={member} onClose={onClose} />;
  if (password) return <SetPasswordDialog key={member.id} member={member} onClose={onClose} />;
  return <RemoveMemberDialog key={member.id} member={member} onClose={onClose} />;
}
