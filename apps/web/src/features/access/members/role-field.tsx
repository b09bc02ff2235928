import { Radio } from '@mantine/core';
import cards from '../choice-cards.module.css';
import { roleNames, roles } from './roles.ts';

interface RoleFieldProps {
  value?: string;
  onChange?: (role: string) => void;
  error?: React.ReactNode;
}

/** A role with what it may do. */
export function RoleField(props: RoleFieldProps) {
  return (
    <Radio.Group label="Role" {...props}>
      <div className={cards.choices}>
        {roleNames.map((role) => {
          const { label, icon: Icon, may } = roles[role];
          return (
            <Radio.Card key={role} value={role} className={cards.choice}>
              <Radio.Indicator size="xs" className={cards.indicator} />
              <span>
                <span className={cards.label}>
                  <Icon size={15} stroke={1.75} aria-hidden />
                  {label}
                </span>
                <span className={cards.may}>{may}</span>
              </span>
            </Radio.Card>
          );
        })}
      </div>
    </Radio.Group>
  );
}
