import type { Integration } from '@ims/api-client';
import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import {
  fetchIntegration,
  useChangeIntegration,
  useCreateIntegration,
  useRemoveLogo,
  useUploadLogo,
} from '../integrations.queries.ts';
import type { LogoWish } from '../set-logo/logo-file.ts';
import { changeBody, createBody, type IntegrationValues } from './form-values.ts';

interface SaveLogoOptions {
  integration: Integration;
  wish: LogoWish;
  onProgress: (share: number) => void;
}

/** The calls behind the form. They throw the problem of the API; nothing is swallowed. */
export function useSave() {
  const cache = useQueryClient();
  const create = useCreateIntegration();
  const change = useChangeIntegration();
  const upload = useUploadLogo();
  const removeLogo = useRemoveLogo();
  const keyFor = useIdempotencyKey();
  return {
    create(values: IntegrationValues): Promise<Integration> {
      const body = createBody(values);
      return create.mutateAsync({ body, key: keyFor(body) });
    },
    /** Sends what differs from `saved`, on top of the version that is current at the server. */
    async change(values: IntegrationValues, saved: Integration, version = saved.version): Promise<Integration> {
      const body = changeBody(values, saved);
      if (Object.keys(body).length === 0) return saved;
      return change.mutateAsync({ id: saved.id, version, body });
    },
    async logo({ integration: { id, version }, wish, onProgress }: SaveLogoOptions): Promise<void> {
      if (wish.intent === 'replace') await upload.mutateAsync({ id, file: wish.file, onProgress });
      if (wish.intent === 'remove') await removeLogo.mutateAsync({ id, version });
    },
    current: (id: number) => fetchIntegration(cache, id),
  };
}

/** The same key while the same body is sent again, so that a lost answer does not create twice. */
function useIdempotencyKey() {
  const last = useRef<{ body: string; key: string }>(undefined);
  return (body: unknown): string => {
    const text = JSON.stringify(body);
    if (last.current?.body !== text) last.current = { body: text, key: crypto.randomUUID() };
    return last.current.key;
  };
}
