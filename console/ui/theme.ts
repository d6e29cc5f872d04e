import { type CSSVariablesResolver, createTheme } from '@mantine/core';

const nameless = { closeButtonProps: { 'aria-label': 'Close' } };

/** Calm, with contrast of at least 4.5 to 1 in light and dark, where Mantine's defaults fail. */
export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.5rem' },
      h2: { fontSize: '1.125rem' },
      h3: { fontSize: '1rem' },
      h4: { fontSize: '0.875rem' },
    },
  },
  components: {
    Modal: { defaultProps: { ...nameless, centered: true } },
    Drawer: { defaultProps: nameless },
    // By itself each would be told like an error. What has failed says so: see ProblemAlert.
    Alert: { defaultProps: { closeButtonLabel: 'Close', role: 'note' } },
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 600 } },
    // A colour that moves has too little contrast on its way.
    SegmentedControl: { defaultProps: { transitionDuration: 0 } },
    Table: { defaultProps: { verticalSpacing: 'sm' } },
    Anchor: { defaultProps: { underline: 'hover' } },
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--edge': '#868e96',
    '--mantine-color-body': '#fcfcfd',
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-placeholder': '#656c73',
    '--mantine-color-error': '#c01f1f',
    '--mantine-color-anchor': '#3450c4',
    '--mantine-color-indigo-light-color': '#2f48b0',
    '--mantine-color-gray-light-color': '#454c52',
    '--mantine-color-green-light-color': '#1d6a2e',
    '--mantine-color-red-light-color': '#b01c1c',
    '--mantine-color-yellow-light-color': '#7a4a00',
    '--mantine-color-blue-light-color': '#15568f',
    '--ansi-magenta': '#8a1c7c',
    '--ansi-cyan': '#0b5f66',
  },
  dark: {
    '--edge': '#7d848b',
    '--mantine-color-dimmed': '#a9b0b7',
    '--mantine-color-placeholder': '#9aa1a8',
    '--mantine-color-error': '#ff9b9b',
    '--mantine-color-anchor': '#a5b8ff',
    '--mantine-color-indigo-light-color': '#c3cfff',
    '--mantine-color-gray-light': '#3a3f45',
    '--mantine-color-gray-light-color': '#ced4da',
    '--mantine-color-green-light-color': '#9be3a9',
    '--mantine-color-red-light-color': '#ffb3b3',
    '--mantine-color-yellow-light-color': '#ffdf8a',
    '--mantine-color-blue-light-color': '#a9d6ff',
    '--ansi-magenta': '#f0a8e4',
    '--ansi-cyan': '#8be0e8',
  },
});
