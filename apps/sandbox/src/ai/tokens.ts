const letters = 6;

/** Pieces about as long as a tokenizer would cut them, each with the blank before it; joined they are the text again. */
export function tokenize(text: string): string[] {
  return text.match(new RegExp(`\\s*(?:[\\p{L}\\p{M}]{1,${letters}}|\\p{N}{1,3}|[^\\s])|\\s+$`, 'gu')) ?? [];
}

export function countTokens(text: string): number {
  return tokenize(text).length;
}

/** Text of a message, whose content may be parts. */
export function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => (typeof part?.text === 'string' ? part.text : '')).join('');
}

/** As chat models count: the text of each message and a few tokens around it. */
export function countPrompt(messages: { role?: unknown; content?: unknown }[], tools: unknown): number {
  const around = 4;
  const texts = messages.reduce((sum, { content }) => sum + around + countTokens(contentText(content)), 3);
  return texts + (tools ? countTokens(JSON.stringify(tools)) : 0);
}
