import { changePasswordMutation, loginMutation } from '@ims/api-client/queries';
import { useMutation } from '@tanstack/react-query';
import { session } from '../../shared/api.ts';

export function useLogin() {
  return useMutation({ ...loginMutation(), onSuccess: session.start });
}

/** The answer is a new session: the old ones have ended, this page's included. */
export function useChangePassword() {
  return useMutation({ ...changePasswordMutation(), onSuccess: session.start });
}
