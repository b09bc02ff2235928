import {
  IconApi,
  IconBrandAzure,
  IconBrandGithub,
  IconBrandJira,
  IconBrandOpenai,
  IconBrandSlack,
  IconMail,
  IconRouteAltRight,
  IconSparkles,
  IconWebhook,
  type TablerIcon,
} from '@tabler/icons-react';
import { useState } from 'react';
import { findKnownProvider, type ProviderGlyph } from './provider-catalogue.ts';
import classes from './provider-logo.module.css';

const glyphs: Record<ProviderGlyph, TablerIcon> = {
  jira: IconBrandJira,
  github: IconBrandGithub,
  openai: IconBrandOpenai,
  azure: IconBrandAzure,
  slack: IconBrandSlack,
  mail: IconMail,
  webhook: IconWebhook,
  api: IconApi,
  gateway: IconRouteAltRight,
  ai: IconSparkles,
};

interface ProviderLogoProps {
  provider: string;
  /** What people call it; its initials stand for a provider without logo and glyph. */
  name: string;
  src?: string | null;
  size?: 'sm' | 'md' | 'lg';
}

/** The uploaded logo, else the glyph of a known provider, else initials. Decorative: the name stands beside it. */
export function ProviderLogo({ provider, name, src, size = 'sm' }: ProviderLogoProps) {
  const [broken, setBroken] = useState<string>();
  const known = findKnownProvider(provider);
  const shows = src && broken !== src ? 'logo' : known ? 'glyph' : 'initials';
  const Glyph = known && glyphs[known.glyph];
  return (
    <span className={classes.tile} data-size={size} data-shows={shows} data-glyph={known?.glyph} aria-hidden>
      {shows === 'logo' && <img src={src ?? undefined} alt="" onError={() => setBroken(src ?? undefined)} />}
      {shows === 'glyph' && Glyph && <Glyph stroke={1.6} />}
      {shows === 'initials' && initials(name || provider)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => word.slice(0, 1)) : [words[0]?.slice(0, 2) ?? '?'];
  return letters.join('').toUpperCase();
}
