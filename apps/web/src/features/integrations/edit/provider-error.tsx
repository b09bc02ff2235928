import { Link } from '@tanstack/react-router';
import { useConnected } from '../integrations.queries.ts';
import { editing } from '../use-integrations-search.ts';
import classes from './fields.module.css';

/** The fault of the provider field; when the tenant has that provider already, with the way to it. */
export function ProviderError({ message, provider }: { message: React.ReactNode; provider: string }) {
  const taken = useConnected().find((row) => row.provider.toLowerCase() === provider.trim().toLowerCase());
  const exists = typeof message === 'string' && message.includes('already');
  return (
    <>
      {message}{' '}
      {exists && taken && (
        <Link from="/integrations" to="." search={editing(taken.id)} className={classes.link}>
          Open {taken.display_name}
        </Link>
      )}
    </>
  );
}
