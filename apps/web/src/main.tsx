import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import '@mantine/core/styles/baseline.layer.css';
import '@mantine/core/styles/default-css-variables.layer.css';
import '@mantine/core/styles/global.layer.css';
import './app/global.css';
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { connectApi } from './shared/api.ts';
import { cspNonce } from './shared/csp-nonce.ts';

// A build takes only the style sheets of what is used (used-mantine-styles.ts).
if (import.meta.env.DEV) await import('@mantine/core/styles.layer.css');

// The scroll lock under dialogs adds its style element through this library.
setNonce(cspNonce());
connectApi();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(<App />);
