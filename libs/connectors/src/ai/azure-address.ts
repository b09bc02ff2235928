import { addressText, pastedAddress } from '../base-url.ts';

type PathStyle = 'deployment' | 'v1';

/** What an address of Azure OpenAI says besides the resource. */
export interface AzureAddress {
  /** The resource: everything before `/openai`. */
  base_url: string;
  path_style?: PathStyle;
  deployment?: string;
  api_version?: string;
}

/** Paths of the resource that are no part of it, when no `/openai` follows: the Foundry project and its models. */
const ofFoundry = /\/(api\/projects|models)(\/.*)?$/;

/** Takes apart an address as the Azure portal shows it, or as it stands in code. */
export function readAzureAddress(text: string): AzureAddress {
  const url = pastedAddress(text);
  if (!url) return { base_url: text };
  const query = URL.parse(text.trim())?.searchParams;
  const api_version = query?.get('api-version') || undefined;
  const [resource = '', ...inside] = url.pathname.split(/\/openai(?=\/|$)/);
  const calls = inside.join('/openai');
  url.pathname = resource.replace(ofFoundry, '');
  const deployment = /^\/deployments\/([^/]+)/.exec(calls)?.[1];
  return {
    base_url: addressText(url),
    ...(deployment && { path_style: 'deployment', deployment: decoded(deployment) }),
    ...(/^\/v1(\/|$)/.test(calls) && { path_style: 'v1' }),
    ...(api_version && { api_version }),
  };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
