import type { ApiProblem } from '../../../shared/problem.ts';
import { checkText, type JsonProblem, problemsAt } from '../../../shared/write-json/check-json.ts';
import { schemaFindings } from '../../../shared/write-json/check-schema.ts';
import { type JsonSchema, memberOf } from '../../../shared/write-json/json-schema.ts';
import type { Manifest } from '../connectors.queries.ts';

export interface ManifestCheck {
  /** Undefined while there are errors. */
  manifest: Manifest | undefined;
  problems: JsonProblem[];
}

interface Rules {
  schema: JsonSchema;
  /** Of the connector that is edited: its name stays. */
  provider: string | undefined;
}

/** Checks a manifest while it is written, as far as its schema tells; the server looks at the rest. */
export function checkManifest(text: string, { schema, provider }: Rules): ManifestCheck {
  const { value, problems } = checkText(text, (root) => {
    const name = memberOf(root, 'provider');
    const renamed = provider !== undefined && name !== undefined && name.value !== provider;
    const message = `must stay ${provider}; for another name, write a new connector`;
    return [...schemaFindings(root, schema), ...(renamed ? [{ at: name, message }] : [])];
  });
  return { manifest: value as Manifest | undefined, problems };
}

const IN_MANIFEST = /^\/manifest(?=\/|$)/;

/** What the server found in the manifest, at its lines. */
export const problemsToldOf = (problem: ApiProblem, text: string): JsonProblem[] =>
  problemsAt(
    text,
    (problem.errors ?? [])
      .filter(({ pointer }) => IN_MANIFEST.test(pointer))
      .map(({ pointer, message }) => ({ pointer: pointer.replace(IN_MANIFEST, ''), message })),
  );

/** Whether the problem is about more than lines of the manifest. */
export const goesBeyondManifest = ({ errors = [] }: ApiProblem): boolean =>
  errors.length === 0 || errors.some(({ pointer }) => !IN_MANIFEST.test(pointer));
