import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

test.each([
  [['a', 1, null, 0.25], 'a,1,,0.25'],
  [['a,b', 'say "hi"', 'two\nlines'], '"a,b","say ""hi""","two\nlines"'],
  [['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'], `'=1+1,'+1,'-1,'@SUM(A1),'\tx,"'\rx"`],
  [['=HYPERLINK("https://x.example","y")'], `"'=HYPERLINK(""https://x.example"",""y"")"`],
  [[-1, 'a=b', "'", ''], `-1,a=b,',`],
])('%j is written as %j', (fields, line) => {
  expect(csvLine(fields)).toBe(`${line}\r\n`);
});
