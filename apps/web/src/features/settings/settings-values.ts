import type { Settings, SettingsBody } from '@ims/api-client';
import { isColor } from './accent.ts';

/** What the form holds; a price that nobody entered is an empty text. */
export interface SettingsValues {
  name: string;
  accent_color: string;
  time_zone: string;
  unknown_price: { policy: 'refuse' | 'charge'; input: number | string; output: number | string };
}

/** Fields that show their own problems. */
export const settingsFields = [
  'name',
  'accent_color',
  'time_zone',
  'unknown_price.policy',
  'unknown_price.input',
  'unknown_price.output',
] as const;

export const valuesOf = ({ name, accent_color, time_zone, unknown_price }: Settings): SettingsValues => ({
  name,
  accent_color,
  time_zone,
  unknown_price: {
    policy: unknown_price.policy,
    input: unknown_price.input ?? '',
    output: unknown_price.output ?? '',
  },
});

export function bodyOf({ name, accent_color, time_zone, unknown_price }: SettingsValues): SettingsBody {
  const { policy, input, output } = unknown_price;
  const price = (value: number | string) => (value === '' ? null : Number(value));
  return { name, accent_color, time_zone, unknown_price: { policy, input: price(input), output: price(output) } };
}

const missingPrice = (price: number | string, { unknown_price }: SettingsValues) =>
  unknown_price.policy === 'charge' && price === '' ? 'Enter a price; it may be 0.' : null;

export const settingsRules = {
  name: (text: string) => (text.trim() === '' ? 'Enter a name.' : null),
  accent_color: (text: string) => (isColor(text) ? null : 'Enter a colour such as #4263eb.'),
  unknown_price: { input: missingPrice, output: missingPrice },
};
