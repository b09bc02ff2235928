import type { UseMutationResult } from '@tanstack/react-query';
import { fieldErrors, hasFormProblem } from './field-problems.ts';
import type { ApiProblem } from './problem.ts';

/** What of `useForm` it takes. */
interface SavedForm {
  setErrors: (errors: Record<string, string>) => void;
  resetDirty: () => void;
}

/**
 * Saves a form by a mutation. What the API has against one of the fields is said at the field; `problem` is what has to
 * be said above them all.
 */
export function useSaving<Saved, Variables>(
  { mutate, error, isPending: busy, reset }: UseMutationResult<Saved, ApiProblem, Variables>,
  form: SavedForm,
  fields: readonly string[],
) {
  const save = (variables: Variables, onSaved?: (saved: Saved) => void) =>
    mutate(variables, {
      onSuccess: (saved) => {
        // Before the dialog closes, so that nobody is asked whether to lose what is saved.
        form.resetDirty();
        onSaved?.(saved);
      },
      onError: (problem) => form.setErrors(fieldErrors(problem, fields)),
    });
  return { save, busy, problem: error && hasFormProblem(error, fields) ? error : null, reset };
}
