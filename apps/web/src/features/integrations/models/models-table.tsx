import type { Model } from '@ims/api-client';
import { IconCoin, IconPencil, IconPlayerPause, IconPlayerPlay, IconStar, IconTrash } from '@tabler/icons-react';
import table from '../../../shared/data-table.module.css';
import { ActionsHead, DataTable, Head } from '../../../shared/data-table.tsx';
import { RowMenu } from '../../../shared/row-menu.tsx';
import type { ModelActions } from './model-actions.ts';
import { ModelName, ModelPrice } from './model-cells.tsx';
import classes from './models-table.module.css';
import { tokenCount } from './price-words.ts';

interface ModelsTableProps {
  models: readonly Model[];
  onPrice: (model: Model) => void;
  /** Absent for somebody who may only look. */
  actions?: ModelActions;
}

export function ModelsTable({ models, onPrice, actions }: ModelsTableProps) {
  return (
    <DataTable
      head={
        <>
          <Head>Model</Head>
          <Head wide>Purpose</Head>
          <Head>Price</Head>
          <Head wide>Context window</Head>
          {actions && <ActionsHead />}
        </>
      }
    >
      <tbody>
        {models.map((model) => (
          <ModelRow key={model.id} model={model} onPrice={onPrice} actions={actions} />
        ))}
      </tbody>
    </DataTable>
  );
}

function ModelRow({ model, onPrice, actions }: Omit<ModelsTableProps, 'models'> & { model: Model }) {
  const { name, purpose, context_window } = model;
  return (
    <tr className={classes.model}>
      <th scope="row">
        <ModelName model={model} />
      </th>
      <td className={table.wide}>{purpose === 'chat' ? 'Chat' : 'Embeddings'}</td>
      <td>
        <ModelPrice model={model} onOpen={() => onPrice(model)} />
      </td>
      <td className={table.wide}>
        {context_window !== null && <data value={context_window}>{tokenCount(context_window)}</data>}
      </td>
      {actions && (
        <td className={table.actions}>
          <RowMenu name={name} groups={menuOf(model, actions, onPrice)} />
        </td>
      )}
    </tr>
  );
}

function menuOf(model: Model, actions: ModelActions, onPrice: (model: Model) => void) {
  const { active, is_default } = model;
  return [
    [
      { label: 'Edit…', icon: IconPencil, onSelect: () => actions.edit(model) },
      { label: 'Set price…', icon: IconCoin, onSelect: () => onPrice(model) },
      { label: 'Make default', icon: IconStar, disabled: is_default, onSelect: () => actions.makeDefault(model) },
      {
        label: active ? 'Deactivate' : 'Activate',
        icon: active ? IconPlayerPause : IconPlayerPlay,
        onSelect: () => actions.activate(model, !active),
      },
    ],
    [{ label: 'Remove…', icon: IconTrash, danger: true, onSelect: () => actions.remove(model) }],
  ];
}
