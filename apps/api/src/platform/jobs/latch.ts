/** Something one waits for with limited patience. Opened while nobody waits, it lets the next one through at once. */
export function latch() {
  let isOpen = false;
  let release: (() => void) | undefined;
  return {
    open(): void {
      isOpen = true;
      release?.();
    },
    /** Ends when the latch is opened, at the latest after `ms`; then it is closed again. */
    async wait(ms: number): Promise<void> {
      if (!isOpen) {
        await new Promise<void>((done) => {
          const timer = setTimeout(done, ms);
          release = () => {
            clearTimeout(timer);
            done();
          };
        });
      }
      isOpen = false;
      release = undefined;
    },
  };
}
