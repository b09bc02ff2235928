import { Checkbox } from '@mantine/core';
import type { ReactNode } from 'react';
import cards from '../choice-cards.module.css';
import { type ServiceScope, scopeNames, scopes } from './scopes.ts';

interface ScopesFieldProps {
  value?: ServiceScope[];
  onChange?: (scopes: ServiceScope[]) => void;
  error?: ReactNode;
}

/** What a program may do, each with what that means. */
export function ScopesField({ onChange, ...props }: ScopesFieldProps) {
  return (
    <Checkbox.Group label="May" {...props} onChange={(names) => onChange?.(names as ServiceScope[])}>
      <div className={cards.choices}>
        {scopeNames.map((scope) => (
          <Checkbox.Card key={scope} value={scope} className={cards.choice}>
            <Checkbox.Indicator size="xs" className={cards.indicator} />
            <span>
              <code className={cards.label}>{scope}</code>
              <span className={cards.may}>{scopes[scope]}</span>
            </span>
          </Checkbox.Card>
        ))}
      </div>
    </Checkbox.Group>
  );
}
