export type LocalPostgresErrorCode =
  | 'platform_unsupported'
  | 'binaries_unusable'
  | 'not_a_folder'
  | 'not_writable'
  | 'not_reachable'
  | 'disk_full'
  | 'already_running'
  | 'wrong_version'
  | 'init_failed'
  | 'start_failed';

/** Why the local database cannot start. The message is for the person at the terminal: what is wrong, where, what to do. */
export class LocalPostgresError extends Error {
  readonly code: LocalPostgresErrorCode;

  constructor(code: LocalPostgresErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'LocalPostgresError';
    this.code = code;
  }
}

export const alternatives = 'Or choose another data folder (DATA_DIR), or your own PostgreSQL (DATABASE_URL).';

/** Says what a failed file operation, a failed command or the server's last words mean for `folder`. */
export function explain(cause: unknown, folder: string, otherwise: LocalPostgresErrorCode): LocalPostgresError {
  if (cause instanceof LocalPostgresError) return cause;
  const { code = '', syscall, path = folder } = cause as NodeJS.ErrnoException;
  const text = lastWords(cause);
  const because = (meaning: LocalPostgresErrorCode, message: string) => new LocalPostgresError(meaning, message, cause);
  if (/ENOSPC|EDQUOT/.test(code) || /No space left on device|Disk quota exceeded/.test(text))
    return because(
      'disk_full',
      `The disk that holds the data folder ${folder} is full. Free some space, then start again.`,
    );
  if (/EEXIST|ENOTDIR/.test(code))
    return because('not_a_folder', `The data folder ${folder} cannot be made: ${path} is a file. ${alternatives}`);
  if (/EACCES|EPERM|EROFS/.test(code))
    return because(
      'not_writable',
      `This account may not write to ${path}, in the data folder ${folder}. Change its owner or rights. ${alternatives}`,
    );
  // What a recursive mkdir answers instead of EROFS or ELOOP.
  if (code === 'ENOENT' && syscall === 'mkdir')
    return because(
      'not_writable',
      `${path} cannot be made: its disk is read-only, or a link there leads nowhere. ${alternatives}`,
    );
  return because(otherwise, `The local database in ${folder} cannot start: ${text}`);
}

/** What a failed command printed, else the error's own message. */
export function lastWords(cause: unknown): string {
  const { stderr, message } = cause as Error & { stderr?: string };
  return (stderr || message || String(cause)).trim();
}
