import { describe, expect, it } from 'vitest';
import { mailMessage } from './mail-message.ts';
import { aNotification } from './testing/notification.builder.ts';

const envelope = { from: 'ims@m.example', from_name: 'Integrations', to: ['ops@m.example', 'dev@m.example'] };

async function mail(changes: Parameters<typeof aNotification>[0] = {}, to = envelope) {
  const { id, raw } = await mailMessage(to, aNotification(changes));
  const text = raw.toString();
  const [head = '', ...body] = text.split('\r\n\r\n');
  return { id, text, head: head.replaceAll(/\r\n[ \t]+/g, ' '), body: body.join('\r\n\r\n').replaceAll(/=\r\n/g, '') };
}

function headerNames(head: string): string[] {
  return head
    .split('\r\n')
    .map((line) => line.split(':')[0]?.toLowerCase() ?? '')
    .sort();
}

describe('mailMessage', () => {
  it('says everything in text and in HTML', async () => {
    const { head, body } = await mail();
    expect(head).toContain('Subject: Error: Jira no longer answers');
    expect(head).toContain('From: Integrations <ims@m.example>');
    expect(head).toContain('To: ops@m.example, dev@m.example');
    expect(head).toContain('Auto-Submitted: auto-generated');
    const [, text = '', html = ''] = body.split(/Content-Type: text\/(?:plain|html)/);
    for (const part of [text, html]) {
      expect(part).toContain('Error');
      expect(part).toContain('The last three tests failed.');
      expect(part).toContain('Jira Cloud');
      expect(part).toContain('https://ims.example/integrations/7');
    }
  });

  it('keeps its id from one try to the next', async () => {
    const [first, second] = await Promise.all([mail(), mail()]);
    expect(first.id).toBe('<msg_01@m.example>');
    expect(second.head).toContain(`Message-ID: ${first.id}`);
  });

  it.each(['a\r\nBcc: all@m.example', 'x'.repeat(500), '<a@b>'])('makes an id that is one out of %j', async (id) => {
    expect((await mail({ id })).id).toMatch(/^<[0-9a-f]{64}@m\.example>$/);
  });

  it('lets no text become a header', async () => {
    const evil = 'x\r\nBcc: all@m.example\r\n\r\n<script>alert(1)</script>';
    const plain = await mail();
    const attacked = await mail(
      { title: evil, text: evil, facts: [{ label: evil, value: evil }], id: evil },
      {
        ...envelope,
        from_name: evil,
      },
    );
    expect(headerNames(attacked.head)).toEqual(headerNames(plain.head));
    expect(attacked.body.split('text/html')[1]).not.toContain('<script>');
  });

  it('makes a link of web addresses only', async () => {
    const { body } = await mail({ link: 'javascript:alert(1)' });
    expect(body.split('text/html')[1]).not.toContain('javascript:');
  });
});
