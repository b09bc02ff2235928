import { tokens } from '../../shared/theme.ts';
import classes from './kit-page.module.css';
import { Sample } from './sample.tsx';

const accents = [
  'accent-fill',
  'accent-fill-hover',
  'accent-on-fill',
  'accent-text',
  'accent-tint',
  'accent-tint-hover',
];

export function TokenSamples() {
  return (
    <>
      <Sample name="Tokens">
        {[...Object.keys(tokens.light).filter((name) => name !== 'shadow'), ...accents].map((name) => (
          <div key={name} className={classes.swatch}>
            <span style={{ background: `var(--${name})` }} />
            {name}
          </div>
        ))}
      </Sample>
      <Sample name="Type">
        <div className={classes.wide}>
          <h1>Heading one, 0123456789</h1>
          <p>Body text with a few words of it, and some more to see a line break where it ends up.</p>
          <p>
            <code>project in (DEV, QA) and updated &gt;= -30d → 0O 1lI</code>
          </p>
        </div>
      </Sample>
    </>
  );
}
