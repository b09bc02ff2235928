const MAX_LOGO_BYTES = 5 * 1024 * 1024;
export const logoTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/svg+xml'];

/** Says at once, in the server's words, why a file cannot be a logo. The server looks into it again. */
export function logoFault({ type, size }: Pick<File, 'type' | 'size'>): string | undefined {
  if (size === 0) return 'The file is empty. Choose an image and upload it again.';
  if (!logoTypes.includes(type)) {
    return 'This is not an image that can be a logo. Upload a PNG, JPEG, GIF, WebP or SVG file.';
  }
  if (size > MAX_LOGO_BYTES) return 'A logo may be at most 5 MB. Scale the image down and upload it again.';
  return undefined;
}

export const damagedLogo =
  'The image is damaged or incomplete. Open it in an image editor, export it again and upload the new file.';

/** What the person wants to happen to the logo when the form is saved. */
export type LogoWish = { intent: 'keep' } | { intent: 'remove' } | { intent: 'replace'; file: File };
