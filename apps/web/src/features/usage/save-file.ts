/** Hands what an answer holds to the browser as a download, under the name that the answer gives it. */
export function saveFile(content: Blob, { headers }: Response, otherwise: string): void {
  const name = /filename="([^"]+)"/.exec(headers.get('Content-Disposition') ?? '')?.[1];
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name ?? otherwise;
  link.click();
  URL.revokeObjectURL(address);
}
