import type { Connector, Integration } from '@ims/api-client';
import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { type ApiProblem, isProblem } from '../../../shared/problem.ts';
import {
  fetchIntegration,
  useChangeIntegration,
  useCreateIntegration,
  useRemoveLogo,
  useUploadLogo,
} from '../change.queries.ts';
import type { LogoWish } from '../set-logo/logo-file.ts';
import { type ChangedMeanwhile, changedMeanwhile } from './conflict.ts';
import { changeBody, createBody } from './form-body.ts';
import type { IntegrationValues } from './form-values.ts';

interface Attempt {
  values: IntegrationValues;
  connector: Connector;
  /** What the form was filled from; absent to create. */
  saved: Integration | undefined;
  /** The version to change, when it is known to be another than that of `saved`. */
  version?: number;
  logo: LogoWish;
  onLogoProgress: (share: number) => void;
}

export interface Conflict {
  theirs: Integration;
  changes: ChangedMeanwhile[];
}

export type Outcome =
  | { kind: 'saved'; integration: Integration }
  | { kind: 'logo_refused'; integration: Integration; problem: ApiProblem }
  | ({ kind: 'conflict' } & Conflict)
  | { kind: 'refused'; problem: ApiProblem };

/** Saves what the form holds: the fields first, then the logo, which needs an integration to belong to. */
export function useSave() {
  const change = useChange();
  const create = useCreate();
  const sendLogo = useSendLogo();
  return async (attempt: Attempt): Promise<Outcome> => {
    const { saved, logo } = attempt;
    try {
      const written = saved ? await change(attempt, saved, attempt.version ?? saved.version) : await create(attempt);
      if ('theirs' in written) return { kind: 'conflict', ...written };
      if (logo.intent === 'keep') return { kind: 'saved', integration: written };
      return await sendLogo(written, attempt);
    } catch (error) {
      return { kind: 'refused', problem: ownProblem(error) };
    }
  };
}

function useCreate() {
  const { mutateAsync } = useCreateIntegration();
  const keyFor = useIdempotencyKey();
  return ({ values, connector }: Attempt): Promise<Integration> => {
    const body = createBody(values, connector);
    return mutateAsync({ body, key: keyFor(body) });
  };
}

function useChange() {
  const cache = useQueryClient();
  const { mutateAsync } = useChangeIntegration();
  return async function change(
    { values, connector }: Attempt,
    saved: Integration,
    version: number,
  ): Promise<Integration | Conflict> {
    const body = changeBody(values, connector, saved);
    if (Object.keys(body).length === 0) return saved;
    try {
      return await mutateAsync({ id: saved.id, version, body });
    } catch (error) {
      if (ownProblem(error).status !== 412) throw error;
      const theirs = await fetchIntegration(cache, saved.id);
      const changes = changedMeanwhile(saved, theirs, values);
      if (changes.length > 0) return { theirs, changes };
      // Only something the form does not show is new, such as a sync: there is nothing to decide.
      return mutateAsync({ id: saved.id, version: theirs.version, body });
    }
  };
}

function useSendLogo() {
  const upload = useUploadLogo();
  const remove = useRemoveLogo();
  return async (integration: Integration, { logo, onLogoProgress }: Attempt): Promise<Outcome> => {
    const { id, version } = integration;
    try {
      if (logo.intent === 'replace') await upload.mutateAsync({ id, file: logo.file, onProgress: onLogoProgress });
      if (logo.intent === 'remove') await remove.mutateAsync({ id, version });
      return { kind: 'saved', integration };
    } catch (error) {
      return { kind: 'logo_refused', integration, problem: ownProblem(error) };
    }
  };
}

/** Everything the API client throws is a problem; anything else is a fault of the page and stays one. */
function ownProblem(error: unknown): ApiProblem {
  if (isProblem(error)) return error;
  throw error;
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
