import { type AiOperation, below } from '@ims/connector-sdk';
import { addressText, pastedAddress } from '../base-url.ts';

const operations = /\/(chat\/completions|completions|responses|embeddings|models)$/;
const version = /[/-]v\d+[a-z]*\d*(\/|$)/;

/** A pasted address without the operation, the query and the slashes that came along. */
export function aiBaseUrl(text: string): string {
  const url = pastedAddress(text);
  if (!url) return text;
  url.pathname = url.pathname.replace(operations, '');
  return addressText(url);
}

/** Where an operation lies: people give the base URL with `/v1` and without. A version anywhere in its path counts. */
export function operationUrl(baseUrl: string, operation: AiOperation | 'models'): URL {
  const root = version.test(new URL(baseUrl).pathname) ? '' : 'v1/';
  return below(baseUrl, `${root}${operation}`);
}
