import {
  changeMemberMutation,
  createMemberMutation,
  listMembersOptions,
  listMembersQueryKey,
  removeMemberMutation,
} from '@ims/api-client/queries';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

const membersOptions = () => listMembersOptions();

export const useMembers = () => useQuery(membersOptions());

/** Reads a member again; undefined when they have been removed meanwhile. */
export function useLatestMember(id: number) {
  const cache = useQueryClient();
  return async () => {
    const members = await cache.fetchQuery({ ...membersOptions(), staleTime: 0 });
    return members.find((member) => member.id === id);
  };
}

export function useAddMember() {
  return useMutation({ ...createMemberMutation(), onSuccess: useRefreshMembers() });
}

export function useChangeMember() {
  return useMutation({ ...changeMemberMutation(), onSettled: useRefreshMembers() });
}

export function useRemoveMember() {
  return useMutation({ ...removeMemberMutation(), onSettled: useRefreshMembers() });
}

/** Also after a failure: a refused version is an old one, and asking again then goes with the new one. */
function useRefreshMembers() {
  const cache = useQueryClient();
  return () => cache.invalidateQueries({ queryKey: listMembersQueryKey() });
}
