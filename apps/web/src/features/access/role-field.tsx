import { Radio } from '@mantine/core';
import classes from './role-field.module.css';
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
      <div className={classes.roles}>
        {roleNames.map((role) => {
          const { label, icon: Icon, may } = roles[role];
          return (
            <Radio.Card key={role} value={role} className={classes.role}>
              <Radio.Indicator size="xs" className={classes.indicator} />
              <span>
                <span className={classes.label}>
                  <Icon size={15} stroke={1.75} aria-hidden />
                  {label}
                </span>
                <span className={classes.may}>{may}</span>
              </span>
            </Radio.Card>
          );
        })}
      </div>
    </Radio.Group>
  );
}
