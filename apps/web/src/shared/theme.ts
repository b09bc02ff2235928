import {
  type CSSVariablesResolver,
  colorsTuple,
  createTheme,
  defaultVariantColorsResolver,
  type MantineThemeOverride,
  type VariantColorsResolver,
} from '@mantine/core';
import { type AccentPalette, accentPalette, type SchemeAccent } from './palette.ts';

/** Accent of the product itself: the sign-in page, and a tenant whose settings are not read yet. */
export const PRODUCT_ACCENT = '#3b5bdb';

/** Every colour of the product but the accent. Text on any surface, every `-text` on its `-soft`, and
 * white on `bad-fill` hold AA; the colours of charts hold 3:1 on the surface. */
export const tokens = {
  light: {
    surface: '#ffffff',
    'surface-sunken': '#f9f9fa',
    'surface-raised': '#ffffff',
    'surface-hover': '#f4f4f6',
    'surface-active': '#ebecef',
    line: '#e6e7ea',
    'line-strong': '#d3d5da',
    'line-control': '#8d929c',
    ink: '#1b1d22',
    'ink-muted': '#565c68',
    'ink-faint': '#646a76',
    'ok-text': '#14713d',
    'ok-soft': '#e4f4ea',
    'warn-text': '#8a5300',
    'warn-soft': '#fbf0dc',
    'bad-text': '#b8211c',
    'bad-soft': '#fdeceb',
    'bad-fill': '#c92a2a',
    'bad-fill-hover': '#b02525',
    'idle-text': '#565c68',
    'idle-soft': '#eeeff2',
    'chart-1': '#3b6fd4',
    'chart-2': '#c2570c',
    'chart-3': '#0f8a7e',
    'chart-4': '#8a4fd0',
    'chart-5': '#a37c00',
    'chart-6': '#cc3d86',
    'chart-7': '#4a8a2a',
    'chart-8': '#8b5e3c',
    'chart-other': '#8d929c',
    overlay: 'rgb(20 22 27 / 0.35)',
    shadow: '0 8px 24px rgb(20 22 27 / 0.1), 0 1px 3px rgb(20 22 27 / 0.06)',
  },
  dark: {
    surface: '#111215',
    'surface-sunken': '#0b0c0e',
    'surface-raised': '#17181c',
    'surface-hover': '#1b1c21',
    'surface-active': '#24262b',
    line: '#25272c',
    'line-strong': '#383b42',
    'line-control': '#666b76',
    ink: '#e9eaed',
    'ink-muted': '#a4a9b4',
    'ink-faint': '#949aa6',
    'ok-text': '#5fd08d',
    'ok-soft': '#12291c',
    'warn-text': '#eab353',
    'warn-soft': '#2e2210',
    'bad-text': '#ff8f87',
    'bad-soft': '#361817',
    'bad-fill': '#c92a2a',
    'bad-fill-hover': '#b02525',
    'idle-text': '#a4a9b4',
    'idle-soft': '#222429',
    'chart-1': '#6f9bff',
    'chart-2': '#f08a4b',
    'chart-3': '#3fc1b0',
    'chart-4': '#b68cf5',
    'chart-5': '#d9b23a',
    'chart-6': '#f07ab3',
    'chart-7': '#85c25f',
    'chart-8': '#c29a75',
    'chart-other': '#7d828d',
    overlay: 'rgb(0 0 0 / 0.6)',
    shadow: '0 12px 32px rgb(0 0 0 / 0.5), 0 1px 3px rgb(0 0 0 / 0.4)',
  },
} as const;

/** The library's own greys, for the parts of its components that no token reaches. */
const neutrals = {
  light: ['#f9f9fa', '#f4f4f6', '#ebecef', '#e0e2e6', '#d3d5da', '#8d929c', '#646a76', '#565c68', '#33363d', '#1b1d22'],
  dark: ['#e9eaed', '#c4c8d0', '#a4a9b4', '#666b76', '#383b42', '#25272c', '#1b1c21', '#111215', '#0d0e10', '#0b0c0e'],
} as const;

/** The surfaces on which accent text is hardest to read. */
export const ACCENT_GROUND = { light: tokens.light['surface-hover'], dark: tokens.dark['surface-active'] } as const;

export interface Look {
  theme: MantineThemeOverride;
  cssVariables: CSSVariablesResolver;
}

/** The look of the product in a tenant's colour (`#rrggbb`). */
export function lookOf(accent: string): Look {
  const palette = accentPalette(accent, ACCENT_GROUND);
  return { theme: themeOf(palette), cssVariables: () => cssVariablesOf(palette) };
}

function themeOf(palette: AccentPalette): MantineThemeOverride {
  return createTheme({
    primaryColor: 'accent',
    colors: { accent: colorsTuple(palette.shades), gray: [...neutrals.light], dark: [...neutrals.dark] },
    variantColorResolver: accentAwareVariants,
    fontFamily: "'Inter Variable', system-ui, sans-serif",
    fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
    fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
    lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
    headings: { fontWeight: '600' },
    spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
    radius: { xs: '3px', sm: '5px', md: '6px', lg: '8px', xl: '12px' },
    defaultRadius: 'md',
    cursorType: 'pointer',
    respectReducedMotion: true,
    components: componentDefaults,
  });
}

const quick = { duration: 120, transition: 'fade' } as const;
const field = { size: 'sm' } as const;

const componentDefaults: MantineThemeOverride['components'] = {
  Anchor: { defaultProps: { size: 'sm' } },
  ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } },
  Button: { defaultProps: { size: 'xs' } },
  CloseButton: { defaultProps: { 'aria-label': 'Close' } },
  Checkbox: { defaultProps: field },
  Drawer: { defaultProps: { transitionProps: { duration: 120 }, overlayProps: { duration: 120 } } },
  InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'description', 'input', 'error'] } },
  Menu: { defaultProps: { transitionProps: quick, shadow: 'md', position: 'bottom-end', offset: 4 } },
  Modal: {
    defaultProps: {
      transitionProps: quick,
      overlayProps: { transitionProps: quick },
      centered: false,
      yOffset: '10vh',
    },
  },
  NativeSelect: { defaultProps: field },
  PasswordInput: { defaultProps: field },
  Popover: { defaultProps: { transitionProps: quick, shadow: 'md' } },
  Select: { defaultProps: { ...field, comboboxProps: { transitionProps: quick }, allowDeselect: false } },
  Text: { defaultProps: { size: 'sm' } },
  Textarea: { defaultProps: field },
  TextInput: { defaultProps: field },
  Tooltip: { defaultProps: { transitionProps: quick, openDelay: 300, withArrow: false } },
};

/** Text on a filled accent is what the palette computed, not always white. */
const accentAwareVariants: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const isAccent = (input.color ?? input.theme.primaryColor) === 'accent';
  return input.variant === 'filled' && isAccent ? { ...colors, color: 'var(--accent-on-fill)' } : colors;
};

function cssVariablesOf(palette: AccentPalette) {
  return {
    variables: { '--mantine-shadow-md': 'var(--shadow)', '--mantine-shadow-xl': 'var(--shadow)' },
    light: { ...prefixed(tokens.light), ...accentVariables(palette.light), ...mantineVariables },
    dark: { ...prefixed(tokens.dark), ...accentVariables(palette.dark), ...mantineVariables },
  };
}

const prefixed = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`--${name}`, value]));

function accentVariables({ fill, fillHover, onFill, text, tint, tintHover }: SchemeAccent) {
  return {
    '--accent-fill': fill,
    '--accent-fill-hover': fillHover,
    '--accent-on-fill': onFill,
    '--accent-text': text,
    '--accent-tint': tint,
    '--accent-tint-hover': tintHover,
  };
}

/** The library's own variables, in our tokens. */
const mantineVariables = {
  '--mantine-color-accent-filled': 'var(--accent-fill)',
  '--mantine-color-accent-filled-hover': 'var(--accent-fill-hover)',
  '--mantine-color-accent-light': 'var(--accent-tint)',
  '--mantine-color-accent-light-hover': 'var(--accent-tint-hover)',
  '--mantine-color-accent-light-color': 'var(--accent-text)',
  '--mantine-color-accent-outline': 'var(--accent-text)',
  '--mantine-color-accent-outline-hover': 'var(--accent-tint)',
  '--mantine-color-red-filled': 'var(--bad-fill)',
  '--mantine-color-red-filled-hover': 'var(--bad-fill-hover)',
  '--mantine-color-red-light': 'var(--bad-soft)',
  '--mantine-color-red-light-hover': 'var(--bad-soft)',
  '--mantine-color-red-light-color': 'var(--bad-text)',
  '--mantine-color-red-outline': 'var(--bad-text)',
  '--mantine-primary-color-contrast': 'var(--accent-on-fill)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-bright': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-muted)',
  '--mantine-color-placeholder': 'var(--ink-faint)',
  '--mantine-color-error': 'var(--bad-text)',
  '--mantine-color-success': 'var(--ok-text)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--surface-hover)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-disabled': 'var(--surface-active)',
  '--mantine-color-disabled-color': 'var(--ink-faint)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-color-gray-light-hover': 'var(--surface-active)',
  '--mantine-color-gray-light-color': 'var(--ink-muted)',
};
