import type { IntegrationListItem } from '@ims/api-client';
import { toProblem } from '../../../shared/problem.ts';
import { toast } from '../../../shared/toast.tsx';
import { useSetActive } from '../integrations.queries.ts';

/** Turns an integration on or off at once, and offers to undo it. */
export function useActivation() {
  const { mutateAsync } = useSetActive();
  return async ({ id, version, display_name }: IntegrationListItem, active: boolean): Promise<void> => {
    const set = async (to: boolean, from: number) => {
      try {
        return await mutateAsync({ id, version: from, active: to });
      } catch (error) {
        toast.problem(toProblem(error), `${display_name} was not ${to ? 'activated' : 'deactivated'}`);
        return undefined;
      }
    };
    const saved = await set(active, version);
    if (!saved) return;
    toast.done(`${display_name} ${active ? 'activated' : 'deactivated'}`, {
      label: 'Undo',
      run: () => void set(!active, saved.version),
    });
  };
}
