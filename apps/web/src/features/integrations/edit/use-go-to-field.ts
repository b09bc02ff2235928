import { type RefObject, useEffect, useState } from 'react';
import { type Pointer, settingAt } from './connector-form.ts';
import { findField, focusField } from './field.tsx';
import type { FieldsProps } from './fields.ts';
import { type FieldName, fieldLabels } from './form-values.ts';

const inAdvanced = (pointer: Pointer) => /^\/provider_metadata(\/(ca_certificate|proxy_url))?$/.test(pointer);

/** The way to the field at a pointer, also to one that is folded away. */
export function useGoToField(form: RefObject<HTMLFormElement | null>, connector: FieldsProps['connector']) {
  const [advanced, setAdvanced] = useState(false);
  const [target, setTarget] = useState<{ pointer: Pointer }>();
  // After the fields that the way opens have been drawn.
  useEffect(() => {
    if (target) focusField(form.current, target.pointer);
  }, [form, target]);

  /** The field itself, else the JSON that holds it. */
  function ownerOf(pointer: string): Pointer | undefined {
    if (findField(form.current, pointer) || inAdvanced(pointer as Pointer)) return pointer as Pointer;
    const parent = pointer.slice(0, pointer.lastIndexOf('/'));
    return parent ? ownerOf(parent) : undefined;
  }

  function go(pointer: Pointer): void {
    if (inAdvanced(pointer)) setAdvanced(true);
    setTarget({ pointer });
  }

  const labelOf = (pointer: Pointer) =>
    settingAt(connector, pointer)?.label ?? fieldLabels[pointer.slice(1) as FieldName] ?? pointer;

  return {
    advanced: { opened: advanced, onToggle: () => setAdvanced(!advanced) },
    go,
    labelOf,
    fieldLink(pointer: string) {
      const owner = ownerOf(pointer);
      return owner && { label: labelOf(owner), go: () => go(owner) };
    },
  };
}
