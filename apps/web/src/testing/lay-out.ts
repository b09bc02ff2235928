import { beforeEach, vi } from 'vitest';

/** Gives everything a size, for charts, which draw nothing where there is none. */
export function layOut(width = 800, height = 300): void {
  beforeEach(() => {
    const box = { x: 0, y: 0, top: 0, left: 0, width, height, right: width, bottom: height, toJSON: () => ({}) };
    const sized = vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue(box);
    return () => sized.mockRestore();
  });
}
