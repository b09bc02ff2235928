import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { LookFrame } from '../../shared/look-frame.tsx';
import { PRODUCT_ACCENT } from '../../shared/theme.ts';
import { FieldSamples } from './field-samples.tsx';
import classes from './kit-page.module.css';
import { MessageSamples } from './message-samples.tsx';
import { PageSamples } from './page-samples.tsx';
import { TokenSamples } from './token-samples.tsx';

const accents = [
  { value: PRODUCT_ACCENT, label: 'Product' },
  { value: '#188038', label: 'Green' },
  { value: '#ffd43b', label: 'Yellow' },
  { value: '#1d1d1f', label: 'Black' },
];

/** Every shared component in every state, light beside dark. */
export function KitPage() {
  const [accent, setAccent] = useState(PRODUCT_ACCENT);
  return (
    <main className={classes.kit}>
      <title>Kit</title>
      <SegmentedControl data={accents} value={accent} onChange={setAccent} aria-label="Accent" />
      <div className={classes.columns}>
        {(['light', 'dark'] as const).map((scheme) => (
          <LookFrame key={scheme} scheme={scheme} accent={accent} label={scheme}>
            <div className={classes.column}>
              <TokenSamples />
              <FieldSamples />
              <MessageSamples />
              <PageSamples />
            </div>
          </LookFrame>
        ))}
      </div>
    </main>
  );
}
