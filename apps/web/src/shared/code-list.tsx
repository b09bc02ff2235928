import classes from './code-list.module.css';

interface CodeListProps {
  /** What they are: "Aliases of gpt-4o". */
  label: string;
  codes: readonly string[];
  /** What each means, on hover. */
  titles?: Readonly<Record<string, string>>;
}

/** Names as programs know them, in a cell under what they belong to. */
export const CodeList = ({ label, codes, titles }: CodeListProps) => (
  <ul className={classes.codes} aria-label={label}>
    {codes.map((code) => (
      <li key={code} title={titles?.[code]}>
        <code>{code}</code>
      </li>
    ))}
  </ul>
);
