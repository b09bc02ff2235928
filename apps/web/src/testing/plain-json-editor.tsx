interface PlainJsonEditorProps {
  value: string;
  onChange: (text: string) => void;
  labelledBy: string;
  invalid: boolean;
}

/** Stands in for CodeMirror where nothing is laid out. */
export function JsonEditor({ value, onChange, labelledBy, invalid }: PlainJsonEditorProps) {
  return (
    <textarea
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      aria-labelledby={labelledBy}
      aria-invalid={invalid}
    />
  );
}
