import type { ServiceAccount } from '@ims/api-client';
import type { AccessSearch } from '../access.search.ts';
import { CreateAccountDialog } from './create-account-dialog.tsx';
import { CreateKeyDialog } from './create-key-dialog.tsx';
import { DeleteAccountDialog } from './delete-account-dialog.tsx';
import { RevokeKeyDialog } from './revoke-key-dialog.tsx';

interface ServiceAccountDialogsProps {
  accounts: readonly ServiceAccount[];
  search: AccessSearch;
  onClose: () => void;
}

/** The dialog that the address asks for, if any. */
export function ServiceAccountDialogs({ accounts, search, onClose }: ServiceAccountDialogsProps) {
  const { create, renew, end, revoke } = search;
  if (create) return <CreateAccountDialog onClose={onClose} />;
  const named = accounts.find(({ id }) => id === (renew ?? end));
  if (named && renew) return <CreateKeyDialog key={named.id} account={named} onClose={onClose} />;
  if (named) return <DeleteAccountDialog key={named.id} account={named} onClose={onClose} />;
  const owner = accounts.find(({ keys }) => keys.some(({ id }) => id === revoke));
  const serviceKey = owner?.keys.find(({ id }) => id === revoke);
  return (
    owner && serviceKey && <RevokeKeyDialog key={revoke} account={owner} serviceKey={serviceKey} onClose={onClose} />
  );
}
