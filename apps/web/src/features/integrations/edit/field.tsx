import type { ReactNode } from 'react';
import type { Pointer } from './connector-form.ts';

/** Marks where the field at a pointer is, so that an error or a failed test can lead to it. */
export function Field({ pointer, wide, children }: { pointer: Pointer; wide?: boolean; children: ReactNode }) {
  return (
    <div data-field={pointer} data-wide={wide || undefined}>
      {children}
    </div>
  );
}

export const findField = (form: HTMLElement | null, pointer: string) =>
  form?.querySelector<HTMLElement>(`[data-field=${JSON.stringify(pointer)}]`);

const CONTROL = ':is(input:not([type=hidden]), textarea, button, [contenteditable=true])';

export function focusField(form: HTMLElement | null, pointer: Pointer): void {
  const field = findField(form, pointer);
  field?.scrollIntoView({ block: 'center' });
  field?.querySelector<HTMLElement>(CONTROL)?.focus({ preventScroll: true });
}
