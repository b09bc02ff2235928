/* Starts Portkey's gateway, which takes its port as an argument and from nowhere else. */
import { pathToFileURL } from 'node:url';

const { PORT, PORTKEY_SCRIPT = '' } = process.env;
process.argv.push('--headless', `--port=${PORT}`);
await import(pathToFileURL(PORTKEY_SCRIPT).href);
// It has an end of its own only for signals that it hopes to outlive by seconds.
process.once('SIGINT', () => process.exit());
