import { ConnectorFault, type Finding } from '@ims/connector-sdk';

/** An account that sees nothing finds nothing, and that would look like success. */
export function browsingFinding(count: number, what: 'project' | 'issue'): Finding {
  if (count > 0) return { verdict: 'pass', message: `The account may see ${counted(count, what)}.` };
  throw new ConnectorFault('permission_missing', {
    message: `The account may not see any ${what}.`,
    remedy: 'Give the account the permission “Browse projects” in the projects to read.',
  });
}

export function countFinding(count: number, filter: string | null | undefined, about = ''): Finding {
  if (count > 0) {
    const issues = `${about}${counted(count, 'issue')}`;
    return { verdict: 'pass', message: filter ? `The JQL filter matches ${issues}.` : `There are ${issues} to read.` };
  }
  return filter
    ? {
        verdict: 'warn',
        message: 'The JQL filter matches no issue.',
        remedy: 'Check the filter, and that the account may see the issues it should match.',
        field: '/base_search',
      }
    : {
        verdict: 'warn',
        message: 'The account sees no issue.',
        remedy: 'Check that the account may see the issues to read.',
      };
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? what : `${what}s`}`;
}
