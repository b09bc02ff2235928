import {
  ActionIcon,
  Anchor,
  Button,
  Checkbox,
  NativeSelect,
  PasswordInput,
  Radio,
  Select,
  Switch,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconDots, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { ActionMenu } from '../../shared/action-menu.tsx';
import classes from './kit-page.module.css';
import { Sample } from './sample.tsx';

const actions = [
  [{ label: 'Edit', icon: IconPencil, onSelect: () => undefined }],
  [{ label: 'Delete', icon: IconTrash, danger: true, onSelect: () => undefined }],
];

export function FieldSamples() {
  return (
    <>
      <Sample name="Button">
        <Button>Save</Button>
        <Button leftSection={<IconPlus size={15} />}>Create</Button>
        <Button variant="default">Cancel</Button>
        <Button variant="light">Test</Button>
        <Button variant="subtle">More</Button>
        <Button color="red">Remove</Button>
        <Button disabled>Disabled</Button>
        <Button loading>Loading</Button>
        <Anchor href="#kit">A link</Anchor>
      </Sample>
      <Sample name="ActionIcon, ActionMenu">
        <ActionIcon aria-label="Edit">
          <IconPencil size={16} />
        </ActionIcon>
        <ActionIcon aria-label="Edit, disabled" disabled>
          <IconPencil size={16} />
        </ActionIcon>
        <ActionMenu groups={actions} label="Jira">
          <ActionIcon aria-label="Actions">
            <IconDots size={16} />
          </ActionIcon>
        </ActionMenu>
      </Sample>
      <Sample name="Fields">
        <div className={classes.fields}>
          <TextInput label="Text" placeholder="Placeholder" description="A sentence of help." />
          <TextInput label="Wrong" defaultValue="x" error="Enter a name." />
          <TextInput label="Disabled" defaultValue="Not now" disabled />
          <PasswordInput label="Password" defaultValue="secret" />
          <NativeSelect label="Native select" data={['Data source', 'AI provider']} />
          <Select label="Select" data={['Data source', 'AI provider']} defaultValue="AI provider" />
          <Textarea label="Text area" defaultValue={'Two lines\nof text'} />
        </div>
      </Sample>
      <Sample name="Switches">
        <Switch label="On" defaultChecked />
        <Switch label="Off" />
        <Switch label="Disabled" disabled />
        <Checkbox label="Ticked" defaultChecked />
        <Checkbox label="Empty" />
        <Radio.Group defaultValue="a" aria-label="Choice">
          <Radio value="a" label="Chosen" />
          <Radio value="b" label="Not chosen" />
        </Radio.Group>
      </Sample>
    </>
  );
}
