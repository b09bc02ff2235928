import { describe, expect, it } from 'vitest';
import { parseAllowList } from './allow-list.ts';

describe('parseAllowList', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1', 80],
    ['127.0.0.1:4010', '127.0.0.1', 4010],
    ['10.0.0.0/8', '10.9.8.7', 1],
    ['10.0.0.0/8:8443', '10.9.8.7', 8443],
    ['::1', '::1', 80],
    ['[::1]', '::1', 80],
    ['[::1]:4010', '::1', 4010],
    ['fd12::/16', 'fd12:3::4', 80],
    ['[fd12::/16]:8443', 'fd12:3::4', 8443],
    [' 192.168.0.1 , 10.1.0.0/16 ,', '10.1.2.3', 443],
    ['gateway.internal', '10.0.0.1', 65535],
    ['gateway.internal:8080', '10.0.0.1', 8080],
    ['Gateway.Internal.', '10.0.0.1', 1],
  ])('opens with %j what it says', (text, address, port) => {
    expect(parseAllowList(text).opens('gateway.internal', address, port)).toBe(true);
  });

  it.each([
    ['', '10.0.0.1', 443],
    ['127.0.0.1:4010', '127.0.0.1', 4011],
    ['127.0.0.1', '127.0.0.2', 80],
    ['10.0.0.0/8:8443', '10.9.8.7', 443],
    ['10.0.0.0/8', '11.0.0.1', 443],
    ['10.0.0.0/8', '::ffff:10.0.0.1', 443],
    ['[::1]:4010', '::1', 4011],
    ['fd12::/16', 'fd13::1', 80],
    ['gateway.internal:8080', '10.0.0.1', 8081],
    ['other.internal', '10.0.0.1', 80],
    ['internal', '10.0.0.1', 80],
  ])('opens with %j nothing else', (text, address, port) => {
    expect(parseAllowList(text).opens('gateway.internal', address, port)).toBe(false);
  });

  it('opens names by name only, on their port', () => {
    const list = parseAllowList('localhost:4010, 127.0.0.0/8');
    expect(list.names('localhost', 4010)).toBe(true);
    expect(list.names('localhost', 80)).toBe(false);
    expect(list.names('printer.local', 4010)).toBe(false);
  });

  it('reads names of other scripts as DNS does', () => {
    expect(parseAllowList('bücher.test').names('xn--bcher-kva.test', 443)).toBe(true);
  });

  it.each([
    'http://localhost',
    'localhost/path',
    'user@localhost',
    '*.example.com',
    '127.1',
    '0x7f.0.0.1',
    '010.0.0.1',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '::1/129',
    '[::1',
    'fe80::1%eth0',
    'host:0',
    'host:65536',
    'host:',
    'host:http',
    'a b',
    '...',
    '[]',
    '169.254.169.254',
    '[fd00:ec2::254]:80',
  ])('refuses %j and names it', (entry) => {
    const read = () => parseAllowList(`10.0.0.1, ${entry}`);
    expect(read).toThrow(RangeError);
    expect(read).toThrow(`"${entry}"`);
  });
});
