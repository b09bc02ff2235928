import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from './index.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const open: Socket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});

/** Says a line, gives the whole answer (its last line has a blank after the code). */
async function say(socket: Socket, line?: string): Promise<string> {
  let answer = '';
  if (line !== undefined) socket.write(`${line}\r\n`);
  while (!/^\d{3} .*\r\n$/m.test(answer)) answer += (await once(socket, 'data'))[0];
  return answer;
}

async function greet(): Promise<Socket> {
  const { hostname, port } = new URL(sandbox.smtp.url);
  const socket = connect(Number(port), hostname);
  open.push(socket);
  await say(socket);
  return socket;
}

async function secure(ca = sandbox.smtp.ca): Promise<Socket> {
  const plain = await greet();
  await say(plain, 'EHLO client.example');
  await say(plain, 'STARTTLS');
  const socket = connectTls({ socket: plain, ca, host: '127.0.0.1' });
  open.push(socket);
  await once(socket, 'secureConnect');
  return socket;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
const plainLogin = (password: string) => `AUTH PLAIN ${base64(`\0${sandbox.smtp.username}\0${password}`)}`;

it('offers no login before STARTTLS', async () => {
  const socket = await greet();
  expect(await say(socket, 'EHLO client.example')).toMatch(/STARTTLS/);
  expect(await say(socket, plainLogin(sandbox.smtp.password))).toMatch(/^5/);
  expect(await say(socket, 'MAIL FROM:<a@example.com>')).toMatch(/^530/);
});

it('takes a message from who logged in', async () => {
  const socket = await secure();
  expect(await say(socket, 'EHLO client.example')).toMatch(/AUTH PLAIN LOGIN/);
  expect(await say(socket, plainLogin(sandbox.smtp.password))).toMatch(/^235/);
  await say(socket, 'MAIL FROM:<ims@example.com>');
  await say(socket, 'RCPT TO:<ops@example.com>');
  await say(socket, 'DATA');
  expect(await say(socket, 'Subject: Hello\r\n\r\nIt works.\r\n.')).toMatch(/^250/);
  expect(sandbox.smtp.messages).toMatchObject([
    { from: 'ims@example.com', to: ['ops@example.com'], raw: 'Subject: Hello\r\n\r\nIt works.\r\n' },
  ]);
});

it('takes a login in two steps, too', async () => {
  const socket = await secure();
  await say(socket, 'EHLO client.example');
  expect(await say(socket, 'AUTH LOGIN')).toMatch(/^334/);
  expect(await say(socket, base64(sandbox.smtp.username))).toMatch(/^334/);
  expect(await say(socket, base64(sandbox.smtp.password))).toMatch(/^235/);
});

it('refuses a wrong password', async () => {
  const socket = await secure();
  await say(socket, 'EHLO client.example');
  expect(await say(socket, plainLogin('wrong'))).toMatch(/^535/);
});

it.each(['nobody@example.com', 'someone@refused.example'])('knows no %s', async (recipient) => {
  const socket = await secure();
  await say(socket, 'EHLO client.example');
  await say(socket, plainLogin(sandbox.smtp.password));
  await say(socket, 'MAIL FROM:<ims@example.com>');
  expect(await say(socket, `RCPT TO:<${recipient}>`)).toMatch(/^550 .*User unknown/);
});
