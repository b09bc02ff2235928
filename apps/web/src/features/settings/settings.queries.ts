import { changeSettingsMutation, getSettingsQueryKey } from '@ims/api-client/queries';
import { useMutation, useQueryClient } from '@tanstack/react-query';

export function useChangeSettings() {
  const cache = useQueryClient();
  return useMutation({
    ...changeSettingsMutation(),
    onSuccess: (settings) => cache.setQueryData(getSettingsQueryKey(), settings),
  });
}
