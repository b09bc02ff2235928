import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const colors = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--ink)' },
  { tag: tags.string, color: 'var(--ok-text)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn-text)' },
  { tag: [tags.brace, tags.squareBracket, tags.separator], color: 'var(--ink-muted)' },
]);

/** In the tokens of the page, which change with the scheme; so there is one theme for light and dark. */
const theme = EditorView.theme({
  '&': {
    border: '1px solid var(--line-control)',
    borderRadius: '6px',
    fontSize: '0.75rem',
    color: 'var(--ink)',
    background: 'var(--surface)',
  },
  '&.cm-focused': { outline: 'none', borderColor: 'var(--accent-text)' },
  '.cm-scroller': {
    minHeight: 'var(--editor-min)',
    maxHeight: 'var(--editor-max)',
    fontFamily: 'var(--mantine-font-family-monospace)',
    lineHeight: '1.6',
  },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 12px 0 4px' },
  '.cm-cursor': { borderColor: 'var(--ink)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    background: 'var(--accent-tint-hover)',
  },
  '&.cm-focused .cm-matchingBracket': { background: 'var(--surface-active)' },
  '.cm-placeholder': { color: 'var(--ink-faint)', fontStyle: 'italic', whiteSpace: 'pre' },
  '.cm-gutters': { border: 'none', color: 'var(--ink-faint)', background: 'transparent' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '28px', padding: '0 6px 0 8px' },
  '.cm-gutter-lint': { width: '14px' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '3px 0 0 2px' },
  '.cm-lint-marker': {
    width: '8px',
    height: '8px',
    marginTop: '3px',
    borderRadius: '50%',
    content: '""',
    background: 'var(--bad-text)',
  },
  '.cm-lint-marker-warning': { borderRadius: '2px', background: 'var(--warn-text)' },
  '.cm-lintRange-error': { background: 'none', textDecoration: 'underline wavy var(--bad-text)' },
  '.cm-lintRange-warning': { background: 'none', textDecoration: 'underline wavy var(--warn-text)' },
  '.cm-tooltip': {
    overflow: 'hidden',
    border: '1px solid var(--line-strong)',
    borderRadius: '6px',
    color: 'var(--ink)',
    background: 'var(--surface-raised)',
    boxShadow: 'var(--shadow)',
  },
  '.cm-diagnostic': {
    padding: '6px 10px',
    borderLeft: '3px solid var(--bad-text)',
    fontFamily: 'var(--mantine-font-family)',
  },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warn-text)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    maxHeight: '220px',
    fontFamily: 'var(--mantine-font-family-monospace)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '4px 10px', lineHeight: '1.5' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    color: 'var(--ink)',
    background: 'var(--surface-active)',
  },
  '.cm-completionDetail': {
    marginLeft: '16px',
    color: 'var(--ink-muted)',
    fontFamily: 'var(--mantine-font-family)',
    fontStyle: 'normal',
  },
  '.cm-completionMatchedText': { fontWeight: '600', textDecoration: 'none' },
});

export const jsonEditorTheme = [theme, syntaxHighlighting(colors)];
