import { Button, Skeleton, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconCheck, IconX } from '@tabler/icons-react';
import { lazy, type ReactNode, type Ref, Suspense, useMemo, useRef } from 'react';
import { counted } from '../../../shared/format.ts';
import type { JsonProblem } from '../../../shared/write-json/check-json.ts';
import { completeSchema } from '../../../shared/write-json/complete-schema.ts';
import type { JsonEditorHandle } from '../../../shared/write-json/json-editor.tsx';
import type { JsonSchema } from '../../../shared/write-json/json-schema.ts';
import { checkManifest } from './manifest-document.ts';
import classes from './manifest-editor.module.css';
import { manifestText } from './manifest-examples.ts';

const JsonEditor = lazy(async () => ({
  default: (await import('../../../shared/write-json/json-editor.tsx')).JsonEditor,
}));

const PAUSE_MS = 300;
const SHOWN = 6;

interface ManifestEditorProps {
  schema: JsonSchema;
  /** Of the connector that is edited. */
  provider: string | undefined;
  text: string;
  onChange: (text: string) => void;
  /** What the server found in the text as it stands. */
  told: readonly JsonProblem[];
  /** Left of the button that formats. */
  actions?: ReactNode;
  /** The list of what is wrong. */
  problemsRef: Ref<HTMLDivElement>;
}

/** The manifest as text, with what is wrong in it below. */
export function ManifestEditor(props: ManifestEditorProps) {
  const { schema, provider, text, onChange, told, actions, problemsRef } = props;
  const editor = useRef<JsonEditorHandle>(null);
  // Half a word is not a mistake yet: what is said follows the typing with a pause.
  const [settled] = useDebouncedValue(text, PAUSE_MS);
  const { manifest, problems } = useMemo(
    () => checkManifest(settled, { schema, provider }),
    [settled, schema, provider],
  );
  const wrong = [...problems, ...told];
  const formatted = manifest && manifestText(manifest);
  return (
    <div className={classes.editor}>
      <div className={classes.bar}>
        <span id="manifest-label" className={classes.label}>
          Manifest
        </span>
        <span className={classes.actions}>
          {actions}
          {formatted !== undefined && formatted !== text && (
            <Button variant="subtle" color="gray" size="compact-xs" onClick={() => onChange(formatted)}>
              Format
            </Button>
          )}
        </span>
      </div>
      <Suspense fallback={<Skeleton height={480} />}>
        <JsonEditor
          ref={editor}
          size="document"
          value={text}
          onChange={onChange}
          findProblems={(now) => checkManifest(now, { schema, provider }).problems}
          told={told}
          complete={(now, pos) => completeSchema(now, pos, schema)}
          placeholder=""
          labelledBy="manifest-label"
          describedBy="manifest-problems"
          invalid={wrong.length > 0}
        />
      </Suspense>
      {/* Told when it changes; focused when somebody saves in spite of it. */}
      <div id="manifest-problems" ref={problemsRef} tabIndex={-1} aria-live="polite" className={classes.problems}>
        <Problems problems={wrong} onGo={({ from }) => editor.current?.goTo(from)} />
      </div>
    </div>
  );
}

function Problems({ problems, onGo }: { problems: readonly JsonProblem[]; onGo: (problem: JsonProblem) => void }) {
  if (problems.length === 0) {
    return (
      <p className={classes.fine}>
        <IconCheck size={14} aria-hidden /> Fits the schema
      </p>
    );
  }
  const hidden = problems.length - SHOWN;
  return (
    <ul className={classes.list}>
      {problems.slice(0, SHOWN).map((problem) => (
        <li key={`${problem.from} ${problem.message}`}>
          <UnstyledButton className={classes.problem} onClick={() => onGo(problem)}>
            <IconX size={14} aria-hidden />
            <span className={classes.place}>Line {problem.line}:</span> <span>{problem.message}</span>
          </UnstyledButton>
        </li>
      ))}
      {hidden > 0 && <li className={classes.more}>and {counted(hidden, 'more problem')}</li>}
    </ul>
  );
}
