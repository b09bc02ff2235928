import { inspect } from 'node:util';
import { EgressError } from './errors.ts';
import { originOf } from './origin.ts';

/**
 * A secret and the one origin it may be sent to. However it is printed, it reads `[secret]`; its value comes out only
 * through {@link BoundSecret.revealTo} and {@link BoundSecret.derive}.
 */
export class BoundSecret {
  readonly origin: string;
  readonly #value: string;

  constructor(origin: string, value: string) {
    this.origin = originOf(origin);
    this.#value = value;
  }

  /** Something made from it (a signature, a JWT, an installation token), bound to the same origin. */
  async derive(make: (value: string) => string | Promise<string>): Promise<BoundSecret> {
    return new BoundSecret(this.origin, await make(this.#value));
  }

  /** Another secret of the same origin: a token that the system handed out for this one. */
  sibling(value: string): BoundSecret {
    return new BoundSecret(this.origin, value);
  }

  /** The value, for a request to `url`. Throws {@link EgressError} `secret_misdirected` for any other origin. */
  revealTo(url: string | URL): string {
    if (originOf(url) !== this.origin) {
      throw new EgressError('secret_misdirected', 'The secret belongs to another address than this request goes to.');
    }
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
