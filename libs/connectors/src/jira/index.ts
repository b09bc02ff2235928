import { jiraCloud } from './cloud.ts';
import { jiraDataCenter } from './data-center.ts';

export const jiraConnectors = [jiraCloud, jiraDataCenter];
