import { Anchor, Button, Checkbox } from '@mantine/core';
import { LookFrame } from '../../shared/look-frame.tsx';
import { contrast } from '../../shared/oklch.ts';
import { AA, AA_NON_TEXT, accentPalette, type SchemeAccent } from '../../shared/palette.ts';
import { StatusBadge } from '../../shared/status-badge.tsx';
import { ACCENT_GROUND, tokens } from '../../shared/theme.ts';
import classes from './accent-preview.module.css';

const schemes = [
  { scheme: 'light', label: 'Light' },
  { scheme: 'dark', label: 'Dark' },
] as const;

/** What an accent becomes in both schemes, with the contrast that was reached. */
export function AccentPreview({ accent }: { accent: string }) {
  const palette = accentPalette(accent, ACCENT_GROUND);
  return (
    <div className={classes.frames}>
      {schemes.map(({ scheme, label }) => (
        <LookFrame key={scheme} scheme={scheme} accent={accent} label={`Preview, ${label.toLowerCase()}`}>
          <div className={classes.frame}>
            <div className={classes.samples}>
              <Button component="span">Save</Button>
              <Button component="span" variant="light">
                Test
              </Button>
              <Anchor component="span">A link</Anchor>
              <Checkbox defaultChecked readOnly tabIndex={-1} aria-label="A ticked box" />
            </div>
            <dl className={classes.ratios}>
              {ratiosOf(palette[scheme], tokens[scheme].surface).map(({ name, ratio, least }) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{ratio.toFixed(2)} : 1</dd>
                  <dd>
                    <StatusBadge tone={ratio >= least ? 'ok' : 'bad'}>{ratio >= least ? 'AA' : 'Low'}</StatusBadge>
                  </dd>
                </div>
              ))}
            </dl>
          </div>
        </LookFrame>
      ))}
    </div>
  );
}

function ratiosOf({ fill, onFill, text, tint }: SchemeAccent, surface: string) {
  return [
    { name: 'Text on buttons', ratio: contrast(fill, onFill), least: AA },
    { name: 'Links on the page', ratio: contrast(text, surface), least: AA },
    { name: 'Links on a tint', ratio: contrast(text, tint), least: AA },
    { name: 'Buttons on the page', ratio: contrast(fill, surface), least: AA_NON_TEXT },
  ];
}
