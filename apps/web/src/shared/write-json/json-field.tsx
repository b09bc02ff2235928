import { Button, Input, Skeleton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useId } from 'react';
import { checkJson, describeProblem, formatJson } from './check-json.ts';
import { completeKeys } from './json-completion.ts';
import classes from './json-field.module.css';
import type { JsonRules } from './json-rules.ts';

const JsonEditor = lazy(async () => ({ default: (await import('./json-editor.tsx')).JsonEditor }));
const PAUSE_MS = 300;

interface JsonFieldProps {
  rules: JsonRules;
  /** What an empty field shows. */
  example: string;
  label: string;
  description: string;
  value: string;
  onChange: (text: string) => void;
  /** What the server or the form as a whole said of it. */
  error?: ReactNode;
}

/** A JSON object as text, checked while it is written. */
export function JsonField({ rules, example, label, description, value, onChange, error }: JsonFieldProps) {
  const id = useId();
  // Half a word is not a mistake yet: what is said follows the typing with a pause.
  const [settled] = useDebouncedValue(value, PAUSE_MS);
  const [problem] = checkJson(settled, rules).problems;
  const fault = problem?.severity === 'error' ? describeProblem(problem) : error;
  const formatted = formatJson(value, rules);
  return (
    <div>
      <div className={classes.head}>
        <div>
          <span id={`${id}-label`} className={classes.label}>
            {label}
          </span>
          <span id={`${id}-help`} className={classes.description}>
            {description}
          </span>
        </div>
        {formatted !== undefined && formatted !== value && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            onClick={() => onChange(formatted)}
            aria-label={`Format ${label.toLowerCase()}`}
          >
            Format
          </Button>
        )}
      </div>
      <Suspense fallback={<Skeleton height={92} />}>
        <JsonEditor
          value={value}
          onChange={onChange}
          findProblems={(text) => checkJson(text, rules).problems}
          complete={(text, pos) => completeKeys(text, pos, rules.keys)}
          placeholder={example}
          labelledBy={`${id}-label`}
          describedBy={`${id}-help ${id}-fault`}
          invalid={Boolean(fault)}
        />
      </Suspense>
      <div id={`${id}-fault`} aria-live="polite">
        {fault && <Input.Error className={classes.fault}>{fault}</Input.Error>}
        {!fault && problem && (
          <p className={classes.warning}>
            <IconAlertTriangle size={13} aria-hidden /> {describeProblem(problem)}
          </p>
        )}
      </div>
    </div>
  );
}
