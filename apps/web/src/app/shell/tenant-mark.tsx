import { useTenant } from '../../shared/me.ts';
import classes from './tenant-mark.module.css';

/** The tenant by its name and its initials on its colour. */
export function TenantMark() {
  const { name } = useTenant();
  return (
    <div className={classes.mark}>
      <span className={classes.initials} aria-hidden>
        {initialsOf(name)}
      </span>
      <span className={classes.name}>{name}</span>
    </div>
  );
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => word.charAt(0)) : [name.slice(0, 2)];
  return letters.join('').toUpperCase();
}
