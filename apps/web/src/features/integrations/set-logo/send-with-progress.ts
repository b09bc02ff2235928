/**
 * A `fetch` for one upload that tells how much has left (0 to 1). `fetch` itself cannot, and on HTTP/1.1 cannot stream a
 * request body either.
 */
export function sendWithProgress(onProgress: (share: number) => void): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const body = await request.blob();
    return new Promise((resolve, reject) => {
      const upload = new XMLHttpRequest();
      upload.open(request.method, request.url);
      for (const [name, value] of request.headers) upload.setRequestHeader(name, value);
      upload.responseType = 'arraybuffer';
      upload.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
      upload.onload = () => resolve(toResponse(upload));
      upload.onerror = () => reject(new TypeError('The upload broke off'));
      upload.onabort = () => reject(new DOMException('The upload was stopped', 'AbortError'));
      request.signal.addEventListener('abort', () => upload.abort());
      upload.send(body);
    });
  };
}

function toResponse(upload: XMLHttpRequest): Response {
  const headers = upload
    .getAllResponseHeaders()
    .split('\r\n')
    .filter(Boolean)
    .map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
  return new Response(upload.response, { status: upload.status, statusText: upload.statusText, headers });
}
