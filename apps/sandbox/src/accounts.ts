/**
 * What the systems of the sandbox let in. Constants, and obviously fake: they open nothing but the sandbox. A key of an AI
 * provider is let in with a label behind it, too, `<key>.<label>`: the ledger keeps callers apart by their keys.
 */
export const accounts = {
  jira: {
    username: 'ims-sync@example.com',
    token: 'ATATT3xFfGF0-sandbox-jira-api-token',
    /** Works below `/jira/ex/jira/{cloudId}` only, as scoped tokens do. */
    scopedToken: 'ATSTT3xFfGF0-sandbox-jira-scoped-token',
    cloudId: '5a9d0c0e-0000-4000-8000-00005a9db0c5',
  },
  jiraDc: { pat: 'sandbox-jira-dc-personal-access-token', username: 'ims-sync', password: 'sandbox-jira-dc-password' },
  github: {
    classic: 'ghp_sandboxClassicTokenSandboxClassicToke',
    fineGrained: 'github_pat_11SANDBOX0fineGrainedToken_sandboxFineGrainedToken',
  },
  openai: { key: 'sk-proj-sandbox-openai-key-0123456789' },
  azure: {
    key: 'sandboxazurekey0123456789abcdef0',
    deployment: 'chat-prod',
    embeddingDeployment: 'embed-prod',
    apiVersion: '2024-10-21',
  },
  wex: { key: 'wex-sandbox-gateway-key-0123456789' },
  llm: { key: 'llm-sandbox-key-0123456789', model: 'acme-claims-7b' },
  rest: {
    username: 'rest-user',
    password: 'rest-sandbox-password',
    key: 'rest-sandbox-api-key',
    bearer: 'rest-sandbox-bearer-token',
  },
  slack: {
    path: '/services/T00000000/B00000000/sandboxXXXXXXXXXXXXXXXXX',
    archivedPath: '/services/T00000000/B0ARCHIVED/sandboxXXXXXXXXXXXXXXXXX',
  },
  webhook: { secret: 'whsec_c2FuZGJveC13ZWJob29rLXNlY3JldC0wMTIzNDU2Nzg5' },
  smtp: { username: 'mailer@example.com', password: 'sandbox-smtp-password' },
} as const;

/** A GitHub App is known by a key pair, which is made anew with every sandbox. */
export interface GithubApp {
  appId: string;
  clientId: string;
  installationId: string;
  /** PEM, PKCS #1, as GitHub hands it out. */
  privateKey: string;
}

export type Accounts = typeof accounts & { githubApp: GithubApp };
