import type { Accounts } from './accounts.ts';
import { azure } from './ai/azure.ts';
import { customLlm } from './ai/custom-llm.ts';
import { openai } from './ai/openai.ts';
import { wexGateway } from './ai/wex-gateway.ts';
import { createGithub } from './github/github.ts';
import { jiraCloud } from './jira/jira-cloud.ts';
import { jiraDataCenter } from './jira/jira-data-center.ts';
import type { Journal } from './journal.ts';
import { createSlack } from './notifications/slack.ts';
import { createWebhook } from './notifications/webhook.ts';
import { rest } from './rest/rest.ts';
import type { System } from './system.ts';

export function createSystems(accounts: Accounts, journal: Journal): System[] {
  return [
    jiraCloud,
    jiraDataCenter,
    createGithub('github.com', accounts.githubApp),
    createGithub('enterprise-server', accounts.githubApp),
    rest,
    openai,
    azure,
    wexGateway,
    customLlm,
    createSlack(journal),
    createWebhook(journal),
  ];
}
