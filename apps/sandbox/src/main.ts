import { startSandbox } from './index.ts';
import { wholeNumber } from './system.ts';

/** Runs the sandbox until it is told to stop, or until the process that forked it is gone. */
const sandbox = await startSandbox({
  port: wholeNumber(process.env.SANDBOX_PORT, 3010, 0, 65_535),
  smtpPort: wholeNumber(process.env.SANDBOX_SMTP_PORT, 3025, 0, 65_535),
  keepKeysIn: process.env.SANDBOX_DIR,
});
const { url, smtp, tls, accounts } = sandbox;
process.stdout.write(`Sandbox: ${url} (TLS ${tls.url}, mail ${smtp.url})\n`);
process.send?.({ type: 'listening', url, smtp: { ...smtp, messages: undefined }, tls, accounts });

const stop = () => void sandbox.close().then(() => process.exit(0));
process.once('SIGTERM', stop).once('SIGINT', stop);
if (process.connected) process.once('disconnect', stop);
