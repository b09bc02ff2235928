import { githubCloud } from './cloud.ts';
import { githubEnterprise } from './enterprise.ts';

export const githubConnectors = [githubCloud, githubEnterprise];
