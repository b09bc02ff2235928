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
import classes from './provider-logo.module.css';

/** Marks of the providers the product comes with, by slug. */
const glyphs: Record<string, { colour: string; icon: TablerIcon }> = {
  jira: { colour: 'jira', icon: IconBrandJira },
  jira_data_center: { colour: 'jira', icon: IconBrandJira },
  github: { colour: 'ink', icon: IconBrandGithub },
  github_enterprise: { colour: 'ink', icon: IconBrandGithub },
  rest: { colour: 'plain', icon: IconApi },
  custom_rest: { colour: 'plain', icon: IconApi },
  openai: { colour: 'ink', icon: IconBrandOpenai },
  azure_openai: { colour: 'azure', icon: IconBrandAzure },
  wex_ai_gateway: { colour: 'model', icon: IconRouteAltRight },
  custom_ai: { colour: 'model', icon: IconSparkles },
  slack: { colour: 'slack', icon: IconBrandSlack },
  smtp: { colour: 'plain', icon: IconMail },
  webhook: { colour: 'plain', icon: IconWebhook },
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
  const known = glyphs[provider.toLowerCase()];
  const shows = src && broken !== src ? 'logo' : known ? 'glyph' : 'initials';
  return (
    <span className={classes.tile} data-size={size} data-shows={shows} data-colour={known?.colour} aria-hidden>
      {shows === 'logo' && <img src={src ?? undefined} alt="" onError={() => setBroken(src ?? undefined)} />}
      {shows === 'glyph' && known && <known.icon stroke={1.6} />}
      {shows === 'initials' && initials(name || provider)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => word.slice(0, 1)) : [words[0]?.slice(0, 2) ?? '?'];
  return letters.join('').toUpperCase();
}
