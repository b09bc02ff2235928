/** The nonce under which the page may add style elements; the server writes a new one into every page. */
export const cspNonce = () => document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? '';
