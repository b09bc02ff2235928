import type { Connector } from '@ims/api-client';
import { Link } from '@tanstack/react-router';
import { ProviderLogo } from '../../../shared/provider-logo.tsx';
import { capabilityWords, originLabels } from '../connector-words.ts';
import classes from './connector-card.module.css';

/** A connector in the catalogue; the whole card leads to it. */
export function ConnectorCard({ connector }: { connector: Connector }) {
  const { provider, display_name, description, origin, version, capabilities } = connector;
  return (
    <li className={classes.card}>
      <ProviderLogo provider={provider} name={display_name} size="lg" />
      <div className={classes.words}>
        <h3 className={classes.name}>
          <Link to="/connectors/$provider" params={{ provider }} className={classes.link}>
            {display_name}
          </Link>
          {origin !== 'built_in' && (
            <span className={classes.origin}>
              {originLabels[origin]}
              {origin === 'manifest' && ` · v${version}`}
            </span>
          )}
        </h3>
        <p className={classes.description}>{description}</p>
        <ul className={classes.capabilities} aria-label={`What ${display_name} can do`}>
          {capabilities
            .filter((capability) => capability !== 'test')
            .map((capability) => {
              const { label, icon: Icon } = capabilityWords[capability];
              return (
                <li key={capability}>
                  <Icon size={14} stroke={1.75} aria-hidden />
                  {label}
                </li>
              );
            })}
        </ul>
      </div>
    </li>
  );
}
