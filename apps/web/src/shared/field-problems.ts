import type { ApiProblem } from './problem.ts';

/**
 * Messages for the fields of a form, by the path the form knows them under: `/model_config/temperature` becomes
 * `model_config.temperature`, or the longest beginning of it that `fields` has.
 */
export function fieldErrors(problem: ApiProblem, fields: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { pointer, message } of problem.errors ?? []) {
    const field = ownerOf(pathOf(pointer), fields);
    if (field && !(field in found)) found[field] = asSentence(message);
  }
  return found;
}

/** Whether some of the problem belongs to no field, so that the form has to say it above all fields. */
export function hasFormProblem(problem: ApiProblem, fields: readonly string[]): boolean {
  const errors = problem.errors ?? [];
  return errors.length === 0 || errors.some(({ pointer }) => !ownerOf(pathOf(pointer), fields));
}

const pathOf = (pointer: string) =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

function ownerOf(path: readonly string[], fields: readonly string[]): string | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const name = path.slice(0, length).join('.');
    if (fields.includes(name)) return name;
  }
  return undefined;
}

/** The API's messages go on from the name of the field: "must not be empty". */
export function asSentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
