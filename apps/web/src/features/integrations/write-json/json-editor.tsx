import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { linter, lintGutter, lintKeymap } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers, placeholder as placeholderText } from '@codemirror/view';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { cspNonce } from '../../../shared/csp-nonce.ts';
import { checkJson } from './check-json.ts';
import { completeKeys } from './json-completion.ts';
import { jsonEditorTheme } from './json-editor-theme.ts';
import type { JsonRules } from './json-keys.ts';

interface JsonEditorProps {
  value: string;
  onChange: (text: string) => void;
  rules: JsonRules;
  placeholder: string;
  labelledBy: string;
  describedBy: string;
  invalid: boolean;
}

/**
 * CodeMirror for one JSON object. Tab is left to the page, so nobody is trapped in it; Escape stays in the editor, so
 * that closing a list of completions does not close the dialog around it.
 */
export function JsonEditor(props: JsonEditorProps) {
  const { value, placeholder, labelledBy, describedBy, invalid } = props;
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

  return <div ref={parent} />;
}

function extensions(latest: () => JsonEditorProps) {
  return [
    EditorView.cspNonce.of(cspNonce()),
    // Read by the dialog around it: an Escape that comes from here is not meant for it.
    EditorView.contentAttributes.of({ 'data-mantine-stop-propagation': 'true', spellcheck: 'false' }),
    json(),
    indentUnit.of('  '),
    lineNumbers(),
    lintGutter(),
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    EditorView.lineWrapping,
    linter(({ state }) => checkJson(state.doc.toString(), latest().rules).problems, { delay: 300 }),
    autocompletion({
      icons: false,
      override: [({ state, pos }) => completeKeys(state.doc.toString(), pos, latest().rules.keys)],
    }),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) latest().onChange(update.state.doc.toString());
    }),
    jsonEditorTheme,
  ];
}
