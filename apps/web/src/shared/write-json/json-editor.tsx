import {
  autocompletion,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { linter, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers, placeholder as placeholderText } from '@codemirror/view';
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import { cspNonce } from '../csp-nonce.ts';
import type { JsonProblem } from './check-json.ts';
import classes from './json-editor.module.css';
import { jsonEditorTheme } from './json-editor-theme.ts';

interface JsonEditorProps {
  value: string;
  onChange: (text: string) => void;
  findProblems: (text: string) => JsonProblem[];
  /** What may be written at `pos`; null for nothing. */
  complete: (text: string, pos: number) => CompletionResult | null;
  /** What the server said of the text as it stands. */
  told?: readonly JsonProblem[];
  placeholder: string;
  labelledBy: string;
  describedBy: string;
  invalid: boolean;
  /** `document` for a text of many lines. */
  size?: 'field' | 'document';
  ref?: Ref<JsonEditorHandle>;
}

export interface JsonEditorHandle {
  /** Puts the cursor there. */
  goTo: (offset: number) => void;
}

const NOTHING: readonly JsonProblem[] = [];

/**
 * CodeMirror for one JSON object. Tab is left to the page, so nobody is trapped in it; Escape stays in the editor, so
 * that closing a list of completions does not close the dialog around it.
 */
export function JsonEditor(props: JsonEditorProps) {
  const { value, placeholder, labelledBy, describedBy, invalid, told = NOTHING, size = 'field', ref } = props;
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const changing = useRef(new Compartment());
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const editor = new EditorView({
      parent: parent.current ?? undefined,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [extensions(() => latest.current), changing.current.of([])],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, []);

  useEffect(() => {
    const attributes = EditorView.contentAttributes.of({
      'aria-labelledby': labelledBy,
      'aria-describedby': describedBy,
      'aria-invalid': String(invalid),
    });
    view.current?.dispatch({ effects: changing.current.reconfigure([attributes, placeholderText(placeholder)]) });
  }, [labelledBy, describedBy, invalid, placeholder]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const { state, dispatch } = view.current ?? {};
    if (state && told.length > 0) dispatch?.(setDiagnostics(state, [...told]));
  }, [told]);

  useImperativeHandle(ref, () => ({
    goTo(offset) {
      const anchor = Math.min(offset, view.current?.state.doc.length ?? 0);
      view.current?.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
      view.current?.focus();
    },
  }));

  return <div ref={parent} className={classes.editor} data-size={size} />;
}

function extensions(latest: () => JsonEditorProps) {
  return [
    EditorView.cspNonce.of(cspNonce()),
    // Read by the dialog around it: an Escape that comes from here is not meant for it.
    EditorView.contentAttributes.of({ 'data-mantine-stop-propagation': 'true', spellcheck: 'false', tabindex: '0' }),
    json(),
    indentUnit.of('  '),
    lineNumbers(),
    lintGutter(),
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    EditorView.lineWrapping,
    linter(({ state }) => latest().findProblems(state.doc.toString()), { delay: 300 }),
    autocompletion({
      icons: false,
      override: [({ state, pos }) => latest().complete(state.doc.toString(), pos)],
    }),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) latest().onChange(update.state.doc.toString());
    }),
    jsonEditorTheme,
  ];
}
