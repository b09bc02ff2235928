import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentProps } from 'react';

type OfAnchor<Own> = Own & Omit<ComponentProps<'a'>, keyof Own>;

/** A link of the router in the look of a button. */
export const ButtonLink = createLink((props: OfAnchor<ButtonProps>) => <Button component="a" {...props} />);

/** A link of the router in a text. */
export const TextLink = createLink((props: OfAnchor<AnchorProps>) => <Anchor component="a" {...props} />);
