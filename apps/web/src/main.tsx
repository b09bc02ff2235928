import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import '@mantine/core/styles.layer.css';
import './app/global.css';
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { connectApi } from './shared/api.ts';
import { cspNonce } from './shared/csp-nonce.ts';

// The scroll lock under dialogs adds its style element through this library.
setNonce(cspNonce());
connectApi();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(<App />);
