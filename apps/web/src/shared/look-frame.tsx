import { MantineProvider } from '@mantine/core';
import { type ReactNode, useId, useMemo } from 'react';
import { cspNonce } from './csp-nonce.ts';
import classes from './look-frame.module.css';
import { lookOf } from './theme.ts';

interface LookFrameProps {
  scheme: 'light' | 'dark';
  /** `#rrggbb` */
  accent: string;
  label: string;
  children: ReactNode;
}

/** A part of the page in a scheme and an accent of its own, whatever the rest of the page wears. */
export function LookFrame({ scheme, accent, label, children }: LookFrameProps) {
  const id = useId();
  const { theme, cssVariables } = useMemo(() => lookOf(accent), [accent]);
  return (
    <section id={id} data-mantine-color-scheme={scheme} className={classes.frame} aria-label={label}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        cssVariablesSelector={`#${CSS.escape(id)}`}
        deduplicateCssVariables={false}
        forceColorScheme={scheme}
        getRootElement={() => document.getElementById(id) ?? undefined}
        getStyleNonce={cspNonce}
        withGlobalClasses={false}
      >
        {children}
      </MantineProvider>
    </section>
  );
}
