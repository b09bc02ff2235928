import { Anchor, Button } from '@mantine/core';
import { IconInfoCircle, IconPlugConnected } from '@tabler/icons-react';
import { Fragment } from 'react';
import type { Pointer } from './connector-form.ts';
import classes from './form-footer.module.css';

interface FormFooterProps {
  /** What the connector needs and is not filled in. */
  missing: readonly { label: string; go: () => void; pointer: Pointer }[];
  testing: boolean;
  saving: boolean;
  /** What saving is called now. */
  save: string;
  onTest: () => void;
  onCancel: () => void;
}

export function FormFooter({ missing, testing, saving, save, onTest, onCancel }: FormFooterProps) {
  return (
    <footer className={classes.footer}>
      {missing.length > 0 && (
        <p className={classes.missing}>
          <IconInfoCircle size={14} aria-hidden />
          <span>
            {missing.map(({ pointer, label, go }, index) => (
              <Fragment key={pointer}>
                {index > 0 && ', '}
                <Anchor component="button" type="button" size="xs" onClick={go}>
                  {label}
                </Anchor>
              </Fragment>
            ))}{' '}
            can be added later; until then the connection cannot be tested.
          </span>
        </p>
      )}
      <Button
        variant="default"
        size="sm"
        leftSection={<IconPlugConnected size={15} aria-hidden />}
        loading={testing}
        onClick={onTest}
        className={classes.test}
      >
        Test connection
      </Button>
      <Button variant="default" size="sm" onClick={onCancel}>
        Cancel
      </Button>
      <Button type="submit" size="sm" loading={saving}>
        {save}
      </Button>
    </footer>
  );
}
