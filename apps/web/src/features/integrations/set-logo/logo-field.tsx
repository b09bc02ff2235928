import { Button, Input, Progress } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconPhotoUp } from '@tabler/icons-react';
import { type ReactNode, useRef, useState } from 'react';
import { tokens } from '../../../shared/theme.ts';
import classes from './logo-field.module.css';
import { damagedLogo, type LogoWish, logoFault, logoTypes } from './logo-file.ts';
import { useDataUrl } from './use-data-url.ts';

interface LogoFieldProps {
  wish: LogoWish;
  onWish: (wish: LogoWish) => void;
  /** Address of the stored logo. */
  stored: string | null;
  /** Shown in its place while there is none. */
  fallback: ReactNode;
  /** Share of the upload that is done, while it runs. */
  progress: number | undefined;
  /** Why the server refused it, with what can be done. */
  refusal: ReactNode;
}

/** A logo to drop or choose, shown as it will look on light and on dark pages; it is uploaded when the form is saved. */
export function LogoField({ wish, onWish, stored, fallback, progress, refusal }: LogoFieldProps) {
  const openDialog = useRef<() => void>(null);
  const [fault, setFault] = useState<string>();
  const chosen = wish.intent === 'replace' ? wish.file : undefined;
  const preview = useDataUrl(chosen);
  const shown = chosen ? preview : wish.intent === 'keep' ? stored : null;
  const choose = (file: File | undefined) => {
    if (!file) return;
    const refused = logoFault(file);
    setFault(refused);
    if (!refused) onWish({ intent: 'replace', file });
  };
  const drop = (next: LogoWish) => {
    setFault(undefined);
    onWish(next);
  };
  const damaged = () => {
    if (!chosen) return;
    setFault(damagedLogo);
    onWish({ intent: 'keep' });
  };
  return (
    <div>
      <Dropzone
        onDrop={() => {}}
        onDropAny={(files, rejections) => choose(files[0] ?? rejections[0]?.file)}
        openRef={openDialog}
        accept={logoTypes}
        multiple={false}
        activateOnKeyboard={false}
        enablePointerEvents
        className={classes.zone}
        classNames={{ inner: classes.inner }}
        inputProps={{ 'aria-label': 'Logo file' }}
      >
        <Preview scheme="light" src={shown} fallback={fallback} onBroken={damaged} />
        <Preview scheme="dark" src={shown} fallback={fallback} onBroken={damaged} />
        <div className={classes.words}>
          <span className={classes.title}>{chosen ? chosen.name : 'Drop a logo here'}</span>
          <span className={classes.help}>
            {chosen ? 'Uploaded when you save' : 'PNG, JPEG, GIF, WebP or SVG, at most 5 MB'}
          </span>
          <span className={classes.buttons}>
            <Action icon={<IconPhotoUp size={14} aria-hidden />} onClick={() => openDialog.current?.()}>
              {shown ? 'Replace' : 'Choose file'}
            </Action>
            <LogoUndo wish={wish} stored={stored} onWish={drop} />
          </span>
        </div>
      </Dropzone>
      {progress !== undefined && (
        <Progress value={progress * 100} size="xs" mt={6} aria-label="Upload of the logo" transitionDuration={100} />
      )}
      <div aria-live="polite">
        {(fault ?? refusal) && <Input.Error className={classes.fault}>{fault ?? refusal}</Input.Error>}
      </div>
    </div>
  );
}

/** Back to the stored logo, or away with it. */
function LogoUndo({ wish, stored, onWish }: Pick<LogoFieldProps, 'wish' | 'stored' | 'onWish'>) {
  const next: LogoWish | undefined =
    wish.intent !== 'keep' ? { intent: 'keep' } : stored ? { intent: 'remove' } : undefined;
  if (!next) return null;
  const label = wish.intent === 'keep' ? 'Remove' : wish.intent === 'remove' ? 'Undo remove' : 'Discard';
  return <Action onClick={() => onWish(next)}>{label}</Action>;
}

interface ActionProps {
  icon?: ReactNode;
  onClick: () => void;
  children: ReactNode;
}

function Action({ icon, onClick, children }: ActionProps) {
  return (
    <Button
      variant={icon ? 'default' : 'subtle'}
      color="gray"
      size="compact-xs"
      leftSection={icon}
      onClick={(event) => {
        // The zone around it opens the file dialog on any click.
        event.stopPropagation();
        onClick();
      }}
    >
      {children}
    </Button>
  );
}

interface PreviewProps {
  scheme: 'light' | 'dark';
  src: string | null | undefined;
  fallback: ReactNode;
  onBroken: () => void;
}

function Preview({ scheme, src, fallback, onBroken }: PreviewProps) {
  const { surface, ink } = tokens[scheme];
  const look: Record<string, string> = {
    '--surface': surface,
    '--ink': ink,
    '--ink-muted': tokens[scheme]['ink-muted'],
  };
  return (
    <figure className={classes.preview} style={look}>
      {src ? <img src={src} alt={`Logo on a ${scheme} page`} onError={onBroken} /> : fallback}
    </figure>
  );
}
