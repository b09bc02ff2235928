import type { MouseEvent } from 'react';

/** Whether a click on a row means the row: it is not on a control of it, and not the end of marking text. */
export function isPlainClick({ target }: MouseEvent): boolean {
  const onControl = target instanceof Element && target.closest('a, button, input, label, [role=menu]') !== null;
  return !onControl && !getSelection()?.toString();
}
